// The picture of the room on a phone. It is fetched when the page opens and after each change, a moment later on each
// phone, and only while somebody looks.

import { oneAtATime } from "../lib/one-at-a-time.js";
import { readElement } from "../lib/page.js";
import { sayChanges } from "../lib/say.js";

const SPREAD_MS = 3000;

export default function roomPicture(section) {
  let timer = 0;
  let isStale = true;

  const fetchNow = oneAtATime(async () => {
    isStale = false;
    if (!section.dataset.url) return;
    const fresh = await readElement(section.dataset.url, "room-picture");
    const picture = section.querySelector("#room-picture");
    // The phase may be over by now.
    if (!fresh || !picture) return (isStale = true);
    const open = [...picture.querySelectorAll("details")].map((details) => details.open);
    picture.replaceChildren(...fresh.childNodes);
    picture.querySelectorAll("details").forEach((details, place) => (details.open = Boolean(open[place])));
    sayChanges();
  });

  function fetchSoon() {
    isStale = true;
    clearTimeout(timer);
    timer = setTimeout(() => section.isConnected && !document.hidden && fetchNow(), Math.random() * SPREAD_MS);
  }

  document.addEventListener("handlingsrom:news", () => section.isConnected && fetchSoon());
  document.addEventListener("visibilitychange", () => isStale && fetchSoon());
  fetchNow();
}
