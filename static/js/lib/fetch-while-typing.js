// Fetches a piece of HTML that depends on what is typed into a field, such as search results.

import { oneAtATime } from "./one-at-a-time.js";
import { readPage } from "./page.js";
import { sayOnce } from "./say.js";

const PAUSE_MS = 200;

export function fetchWhileTyping(input, container, url) {
  let timer = 0;
  const ask = oneAtATime(askOnce);
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE_MS);
  });
  // The field was filled in before the scripts loaded, or a draft was restored.
  if (input.value !== input.defaultValue) ask();

  async function askOnce() {
    const html = await readPage(`${url}?${new URLSearchParams({ q: input.value })}`);
    if (html === null) return;
    container.innerHTML = html;
    sayOnce(container.textContent.replace(/\s+/g, " ").trim(), { topic: "found" });
  }
}
