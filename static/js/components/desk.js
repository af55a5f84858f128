// The desk: fetches the board and morphs it whenever the workshop changes.

import { showConnection } from "../lib/connection.js";
import { settleFocus } from "../lib/focus.js";
import { morph } from "../lib/morph.js";
import { listen } from "../lib/live.js";
import { followNarrowing, isHeld, keepInPlace, newsAddress, noteShown } from "../lib/rows.js";
import { announce, say } from "../lib/say.js";

const MINUTE_MS = 60_000;

export default function desk(body) {
  let told = null;
  let denied = "";
  const board = () => document.getElementById("board");
  const connection = showConnection(body);
  const live = listen({
    auth: { audience: "desk", code: body.dataset.code },
    epoch: board().dataset.epoch,
    revision: board().dataset.revision,
    url: () => newsAddress(body.dataset.news),
    // The socket only announces changes; the board itself is fetched.
    isComplete: ({ html }) => html !== undefined,
    followsAnswers: true,
    onNews: ({ html, bar }) => {
      const above = document.getElementById("bar");
      if (above) morph(above, bar);
      keepInPlace(() => morph(board(), html, { hold: isHeld }));
      noteShown();
      settleFocus();
    },
    onBeat: ({ connected }) => put("connected", connected),
    onTrouble: (trouble) => {
      const line = document.getElementById("trouble");
      line.hidden = !trouble;
      for (const words of line.children) {
        words.hidden = words.dataset.trouble !== trouble;
        if (!words.hidden && trouble !== told) announce(words.textContent.trim(), { topic: "trouble" });
      }
      told = trouble;
    },
    // The desk or the helper's link was revoked: the board gets no updates any more.
    onDenied: ({ what, now }, status) => {
      // The server refuses every fetch; announce the refusal once.
      const words = `${what} ${now}`;
      if (words !== denied) say(words, false);
      denied = words;
      // The workshop is deleted: nothing of it stays on the page.
      if (status === 404) board().replaceChildren();
    },
    onRoom: ({ joined, connected, answered, full }) => {
      put("joined", joined);
      put("connected", connected);
      if (answered !== null) put("answered", answered);
      // In some phases the board shows what people answer.
      if (board().querySelector("[data-follows]") || full !== (board().querySelector("[data-full]") !== null)) live.refetch({ force: true });
    },
    ...connection,
  });
  function put(id, number) {
    const figure = document.getElementById(id);
    if (figure) figure.textContent = String(number);
  }
  // The delay of the agenda and the ages of proposals grow although nothing changes.
  setInterval(() => document.hidden || live.refetch({ force: true }), MINUTE_MS);
  document.addEventListener("handlingsrom:sent", () => live.refetch());
  followNarrowing(() => live.refetch({ force: true }));
  // A row that was held goes when the pointer has left it.
  document.addEventListener("pointerout", ({ target }) => {
    if (target.closest?.("[data-gone]")) live.refetch({ force: true });
  });
  measureBar();
}

// What has the focus stays clear of the bar, however many lines it has.
function measureBar() {
  const bar = document.getElementById("bar");
  if (!bar) return;
  const note = () => document.documentElement.style.setProperty("--bar-height", `${bar.offsetHeight}px`);
  new ResizeObserver(note).observe(bar);
  note();
}
