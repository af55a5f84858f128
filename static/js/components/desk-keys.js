// The keys of the desk, and their list. A field that has the focus gets its letters, and the keys can be turned off.

import { announce } from "../lib/say.js";
import { recall, remember } from "../lib/storage.js";

const OFF = "desk-keys-off";
const TYPED = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";

export default function deskKeys(dialog) {
  const on = dialog.querySelector("#keys-on");
  on.checked = recall(OFF) !== true;
  const show = () => document.body.toggleAttribute("data-keys-off", !on.checked);
  on.addEventListener("change", () => {
    remember(OFF, !on.checked);
    show();
  });
  show();
  for (const opener of document.querySelectorAll("[data-open-keys]")) opener.hidden = false;
  document.addEventListener("click", ({ target }) => target.closest("[data-open-keys]") && dialog.showModal());

  const acts = {
    "?": () => dialog.showModal(),
    "/": () => document.getElementById("narrow-words")?.focus(),
    j: () => step(1),
    k: () => step(-1),
    x: () => rowInHand()?.querySelector('details[open] [name="chosen"], :scope > .entry-main > .entry-pick [name="chosen"]')?.click(),
    s: () => document.getElementById("together-all")?.click(),
  };

  addEventListener("keydown", (event) => {
    if (!on.checked || dialog.open || event.defaultPrevented || event.repeat || event.isComposing) return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches?.(TYPED)) return;
    const letter = event.key.toLowerCase();
    const act = acts[letter] ?? pressOf(letter);
    if (!act) return;
    event.preventDefault();
    act();
  });
}

// The button that a letter presses.
function pressOf(letter) {
  const button = /^[a-z,.]$/.test(letter) && document.querySelector(`button[data-letter="${letter}"]`);
  if (!button) return null;
  return () => {
    const words = button.textContent.replace(/\s+/g, " ").trim();
    if (button.disabled) announce(words, { topic: "keys" });
    else button.click();
  };
}

const rowInHand = () => document.activeElement?.closest("li.entry");

// Moves the focus to the next or the previous row.
function step(by) {
  const rows = [...document.querySelectorAll("li.entry")].filter((row) => !row.closest("details:not([open])"));
  const place = rows.indexOf(rowInHand());
  const row = rows[place < 0 ? 0 : place + by];
  const title = row?.querySelector("h3 a, h3");
  if (!title) return;
  if (!title.matches("a")) title.tabIndex = -1;
  title.focus();
}
