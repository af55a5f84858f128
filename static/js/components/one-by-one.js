// A list of which one item is shown at a time, with buttons to go on; the first items are a round of their own, after
// which somebody may go on with the others. Without scripts all are listed.

import { announce } from "../lib/say.js";

export default function oneByOne(list) {
  const first = Number(list.dataset.first);
  const items = () => [...list.children];
  const isAnswered = (item) => item.querySelector('[aria-pressed="true"]') !== null;
  let isLong = false;
  let place = Math.max(0, items().slice(0, first).findIndex((item) => !isAnswered(item)));

  const line = document.createElement("p");
  line.className = "muted small";
  const back = makeButton(list.dataset.back);
  const next = makeButton(list.dataset.next);
  const row = document.createElement("div");
  row.className = "pair";
  row.dataset.made = line.dataset.made = "";
  row.append(back, next);
  list.before(line);
  list.after(row);

  const number = () => (isLong ? items().length : Math.min(first, items().length));

  function show({ moved = false } = {}) {
    place = Math.min(place, Math.max(0, number() - 1));
    items().forEach((item, index) => (item.hidden = index !== place));
    const isPart = number() < items().length && list.dataset.placeFirst;
    line.textContent = (isPart ? list.dataset.placeFirst : list.dataset.place)
      .replace("{place}", place + 1)
      .replace("{number}", number())
      .replace("{all}", items().length);
    back.hidden = place === 0;
    const rest = items().length - number();
    const isLast = place === number() - 1;
    next.hidden = isLast && !rest;
    next.textContent = isLast ? list.dataset.others.replace("{number}", rest) : list.dataset.next;
    if (!moved) return;
    const heading = items()[place]?.querySelector("h3");
    if (!heading) return;
    heading.tabIndex = -1;
    heading.focus();
    announce(line.textContent, { topic: "place" });
  }

  back.addEventListener("click", () => {
    place -= 1;
    show({ moved: true });
  });
  next.addEventListener("click", () => {
    if (place === number() - 1) isLong = true;
    place += 1;
    show({ moved: true });
  });
  document.addEventListener("handlingsrom:morphed", () => list.isConnected && show());
  show();
}

function makeButton(label) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = label;
  return button;
}
