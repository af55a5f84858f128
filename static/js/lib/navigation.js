// A page that comes after a press begins at its content: the button that was pressed is gone with the page
// before, and the keyboard would begin at the top of the window.

import { recallHere, rememberHere } from "./storage.js";

const PRESSED = "pressed";

// Another page follows from what somebody pressed, or comes in place of this one.
export function goTo(page) {
  noteNavigation();
  location.assign(page);
}

export function noteNavigation() {
  rememberHere(PRESSED, true);
}

// Gives the page's content the focus, unless the page itself has chosen something.
export function focusContent() {
  if (document.activeElement !== document.body || document.querySelector("[autofocus]")) return;
  document.getElementById("main")?.focus({ preventScroll: true });
}

function begin() {
  // A form that no script sends: the answer is another page.
  document.addEventListener("submit", (event) => event.defaultPrevented || noteNavigation());
  if (!recallHere(PRESSED)) return;
  rememberHere(PRESSED, null);
  focusContent();
}

begin();
