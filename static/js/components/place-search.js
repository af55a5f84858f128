// Searches places while a name is typed, and fills in the id of the chosen one.

import { fetchWhileTyping } from "../lib/fetch-while-typing.js";

export default function placeSearch(root) {
  const input = root.querySelector("input");
  const choices = root.querySelector(".place-choices");
  fetchWhileTyping(input, choices, root.dataset.url);
  choices.addEventListener("click", (event) => {
    const button = event.target.closest("[data-place]");
    if (!button) return;
    input.value = button.dataset.place;
    const chosen = document.createElement("p");
    chosen.className = "muted";
    chosen.textContent = button.textContent;
    choices.replaceChildren(chosen);
    input.focus();
    // Other components depend on the place.
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}
