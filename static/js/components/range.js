// At least, likely and at most on one track: three thumbs that set the three fields, which are what is sent. The scale
// is finer for small figures. A thumb pushes its neighbours, so that the order holds.

import { parseNumber, roundFigure, writeNumber } from "../lib/number.js";

const PARTS = ["low", "likely", "high"];
const TOP = 1000;
const WIDE = 0.5;

export default function range(box) {
  const maximum = Number(box.dataset.maximum);
  const step = Number(box.dataset.step);
  const power = Number(box.dataset.power);
  const fields = PARTS.map((part) => box.querySelector(`[name="${part}"]`));
  const read = (field) => parseNumber(field.value);
  const place = (value) => TOP * (Math.min(maximum, Math.max(0, value)) / maximum) ** (1 / power);
  const value = (position) => {
    const exact = maximum * (position / TOP) ** power;
    const grain = step || 10 ** Math.max(0, Math.floor(Math.log10(exact || 1)) - 1);
    return Math.min(maximum, roundFigure(exact / grain) * grain);
  };

  const track = document.createElement("div");
  track.className = "range-track";
  const thumbs = PARTS.map((part, index) => {
    const thumb = document.createElement("input");
    Object.assign(thumb, { type: "range", min: 0, max: TOP, step: 5, className: `range-${part}` });
    thumb.setAttribute("aria-label", fields[index].labels[0].textContent);
    thumb.addEventListener("input", () => move(index));
    track.append(thumb);
    return thumb;
  });
  const ends = document.createElement("p");
  ends.className = "range-ends";
  ends.append(...[`0`, box.dataset.most].map((text) => Object.assign(document.createElement("span"), { textContent: text })));
  box.querySelector(".range-fields").before(track, ends);

  function move(index) {
    const moved = value(Number(thumbs[index].value));
    // A field that cannot be read as a number is not pushed.
    const known = fields.map((field) => (Number.isNaN(read(field)) ? null : read(field)));
    // The first touch of empty fields sets a range around it, to be narrowed or widened.
    const said = known[1] === null ? [moved * (1 - WIDE), moved, moved * (1 + WIDE)] : known.map((figure) => figure ?? known[1]);
    said[index] = moved;
    for (let i = index - 1; i >= 0; i--) said[i] = Math.min(said[i], said[i + 1]);
    for (let i = index + 1; i < 3; i++) said[i] = Math.max(said[i], said[i - 1]);
    fields.forEach((field, i) => (field.value = writeNumber(value(place(said[i])))));
    if (known[1] === null || index === 1) fields[1].value = writeNumber(moved);
    fields[index].value = writeNumber(moved);
    fields[index].dispatchEvent(new Event("input", { bubbles: true }));
  }

  function follow() {
    const likely = fields[1].value.trim() ? read(fields[1]) : NaN;
    box.classList.toggle("range-unset", Number.isNaN(likely));
    const positions = fields.map((field, i) => {
      if (Number.isNaN(likely)) return [200, 350, 500][i];
      return place(field.value.trim() && !Number.isNaN(read(field)) ? read(field) : likely);
    });
    thumbs.forEach((thumb, i) => {
      if (Math.abs(Number(thumb.value) - positions[i]) > 2.5) thumb.value = positions[i];
      thumb.setAttribute("aria-valuetext", fields[i].value.trim() ? `${fields[i].value} ${box.dataset.unit}` : "–");
      // Where thumbs meet, the one with more way to go lies on top.
      thumb.style.zIndex = i === 1 ? 3 : positions[1] > TOP / 2 === (i === 0) ? 2 : 1;
    });
    track.style.setProperty("--from", positions[0] / TOP);
    track.style.setProperty("--to", positions[2] / TOP);
  }

  box.addEventListener("input", follow);
  box.closest("form").addEventListener("input", follow);
  follow();
}
