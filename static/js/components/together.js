// Several rows decided at once: counts what is selected, and selects all that are displayed whole.

import { announce } from "../lib/say.js";

export default function together(form) {
  const all = form.querySelector("#together-all");
  const count = form.querySelector("#together-count");
  let counted = -1;
  all.closest("label").hidden = false;

  // The box of a text that is cut is inside its closed details.
  const boxes = () => [...form.elements].filter((box) => box.name === "chosen" && !box.closest("details:not([open])"));

  function show() {
    const there = boxes();
    const chosen = there.filter((box) => box.checked).length;
    all.checked = chosen > 0 && chosen === there.length;
    all.indeterminate = chosen > 0 && chosen < there.length;
    if (chosen === counted) return;
    const words = chosen ? count.dataset.some.replace("{number}", chosen) : count.dataset.none;
    count.textContent = words;
    form.toggleAttribute("data-chosen", chosen > 0);
    if (counted >= 0) announce(words, { topic: "chosen" });
    counted = chosen;
  }

  const following = new AbortController();
  const on = (name, act) => document.addEventListener(name, (event) => (form.isConnected ? act(event) : following.abort()), { capture: true, signal: following.signal });
  on("change", ({ target }) => {
    if (target === all) for (const box of boxes()) box.checked = all.checked;
    if (target === all || target.name === "chosen") show();
  });
  // What is no longer displayed whole is no longer selected.
  on("toggle", ({ target }) => {
    for (const box of target.open ? [] : target.querySelectorAll('[name="chosen"]')) box.checked = false;
    show();
  });
  on("handlingsrom:morphed", show);
  form.addEventListener("reset", () => setTimeout(show));
  show();
}
