// Buttons for less and more beside a number field, so that a phone needs no keyboard.

import { parseNumber, roundFigure, writeNumber } from "../lib/number.js";

export default function stepper(field) {
  const input = field.querySelector("input");
  const { less, more } = field.dataset;
  const read = () => (input.value.trim() ? parseNumber(input.value) : 0);
  const button = (label, sign, direction) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = sign;
    made.setAttribute("aria-label", label);
    made.toggleAttribute("data-made", true);
    made.addEventListener("click", () => {
      if (made.ariaDisabled === "true") return;
      const { step, minimum, maximum } = field.dataset;
      const value = Math.min(Number(maximum), Math.max(Number(minimum), read() + direction * Number(step)));
      // Leave what is no number, or has two readings, for the participant to correct; the preview asks.
      if (Number.isNaN(value)) input.focus();
      else input.value = writeNumber(roundFigure(value, 3));
      input.dispatchEvent(new Event("input", { bubbles: true }));
    });
    return made;
  };
  input.before(button(less, "−", -1));
  input.after(button(more, "+", 1));
}
