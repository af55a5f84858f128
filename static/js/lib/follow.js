// Asks the server for a piece of HTML that follows what is typed into a field.

import { oneAtATime } from "./one-at-a-time.js";
import { readPage } from "./page.js";
import { sayOnce } from "./say.js";

const PAUSE_MS = 200;

export function follow(input, container, url) {
  let timer = 0;
  const ask = oneAtATime(askOnce);
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE_MS);
  });
  // Somebody has typed before the scripts came, or a draft was put back.
  if (input.value !== input.defaultValue) ask();

  async function askOnce() {
    const html = await readPage(`${url}?${new URLSearchParams({ q: input.value })}`);
    if (html === null) return;
    container.innerHTML = html;
    sayOnce(container.textContent.replace(/\s+/g, " ").trim(), { topic: "found" });
  }
}
