// The clock of a step: the time until data-ends, or the time since. It does not end the step.

import { serverNow } from "../lib/server-clock.js";

export default function clock(element) {
  const face = element.querySelector("[data-face]");
  const tick = () => {
    if (!element.isConnected) return clearInterval(ticking);
    const { ends } = element.dataset;
    const left = Math.round((Date.parse(ends) - serverNow()) / 1000);
    // Overtime is not shown for a meeting that nobody leads any more.
    element.hidden = !ends || -left > Number(element.dataset.gap);
    if (element.hidden) return;
    const seconds = Math.abs(left);
    const text = `${left < 0 ? "+" : ""}${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    element.dataset.over = String(left < 0);
    if (face.textContent !== text) face.textContent = text;
  };
  const ticking = setInterval(tick, 250);
  tick();
}
