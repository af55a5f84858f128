// Counts the dots that are left to give. The server refuses too many.

import { parseNumber } from "../lib/number.js";
import { announce } from "../lib/say.js";

export default function dots(form) {
  const line = form.querySelector("[data-left]");
  if (!line) return;
  const most = Number(form.dataset.most);
  const fields = () => [...form.querySelectorAll('input[name^="dots-"]')];
  const count = () => {
    const left = most - fields().reduce((sum, { value }) => sum + (parseNumber(value) || 0), 0);
    const form = left < 0 ? line.dataset.over : left === 1 ? line.dataset.one : line.dataset.many;
    const said = form.replace("{number}", Math.abs(left));
    if (line.textContent && line.textContent !== said) announce(said, { topic: "dots" });
    line.textContent = said;
    line.classList.toggle("overshoot-text", left < 0);
    for (const field of fields()) {
      // Not `disabled`: a disabled button would lose the focus.
      field.nextElementSibling?.setAttribute("aria-disabled", String(left <= 0));
    }
  };
  form.addEventListener("input", count);
  count();
  // The steppers' own script may add its buttons later.
  const ballot = form.querySelector(".ballot");
  new MutationObserver(count).observe(ballot, { childList: true, subtree: true });
}
