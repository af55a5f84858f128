// Less and more beside a figure: thumbs need no keyboard.

export default function stepper(field) {
  const input = field.querySelector("input");
  const { less, more } = field.dataset;
  const read = () => Number(input.value.replace(/[\s\u00a0\u202f]/g, "").replace(",", ".")) || 0;
  const button = (label, sign, direction) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = sign;
    made.setAttribute("aria-label", label);
    made.toggleAttribute("data-made", true);
    made.addEventListener("click", () => {
      const { step, minimum, maximum } = field.dataset;
      const value = Math.min(Number(maximum), Math.max(Number(minimum), read() + direction * Number(step)));
      input.value = String(Math.round(value * 1000) / 1000);
      input.dispatchEvent(new Event("input", { bubbles: true }));
    });
    return made;
  };
  input.before(button(less, "−", -1));
  input.after(button(more, "+", 1));
}
