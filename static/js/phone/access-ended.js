// What a phone shows when it may not take part any more.

import { sayOnce } from "../lib/say.js";

// The workshop is deleted: nothing of it stays on the page.
export function showWorkshopDeleted(what, now) {
  const [heading, paragraph] = [document.createElement("h1"), document.createElement("p")];
  heading.textContent = what;
  paragraph.textContent = now;
  document.getElementById("main").replaceChildren(heading, paragraph);
  document.querySelector(".phone-head")?.remove();
  document.title = what;
}

// The phone has no participant any more: its home page leads to the page for joining.
export function showJoinAgain(what, now, home) {
  const box = document.getElementById("outbox");
  const line = box.firstElementChild;
  const link = document.createElement("a");
  link.href = home;
  link.textContent = now;
  line.replaceChildren(`${what} `, link);
  box.hidden = false;
  sayOnce(line.textContent, { topic: "door" });
}
