// After a press that opens another page, the focus goes to that page's content: the pressed button is gone, and Tab
// would begin at the top of the window.

import { recallHere, rememberHere } from "./storage.js";

const PRESSED = "pressed";

// Opens another page after a press, or in place of this one.
export function goTo(page) {
  noteNavigation();
  location.assign(page);
}

export function noteNavigation() {
  rememberHere(PRESSED, true);
}

// Focuses the page's content, unless the page has focused something else.
export function focusContent() {
  if (document.activeElement !== document.body || document.querySelector("[autofocus]")) return;
  document.getElementById("main")?.focus({ preventScroll: true });
}

function begin() {
  // The answer to a form that no script sends is another page.
  document.addEventListener("submit", (event) => event.defaultPrevented || noteNavigation());
  if (!recallHere(PRESSED)) return;
  rememberHere(PRESSED, null);
  focusContent();
}

begin();
