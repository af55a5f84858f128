// Shows what the figures of one's own do while they are typed; the server computes it.

import { oneAtATime } from "../lib/one-at-a-time.js";
import { readPage } from "../lib/page.js";
import { sayOnce } from "../lib/say.js";

const PAUSE_MS = 400;
// What the budget depends on; the path's own fields are all sent.
const BUDGET = ["territory", "preset", "own_amount", "without", "start_year", "end_year"];

export default function ownPath(root) {
  const { form } = root.querySelector("input");
  const shown = form.querySelector("[data-own-shown]");
  if (!shown) return;
  let timer = 0;
  const ask = oneAtATime(async () => {
    const fields = [...new FormData(form)].filter(([name]) => name.startsWith("path-") || BUDGET.includes(name));
    const html = await readPage(`${root.dataset.url}?${new URLSearchParams(fields)}`);
    // Figures that are not sound yet change nothing: sending the form says what is wrong with them.
    if (!html) return;
    shown.innerHTML = html;
    sayOnce([...shown.querySelectorAll("strong, .reference-over, .reference-kept")].map(({ textContent }) => textContent).join(". "), {
      topic: "own-path",
    });
  });
  root.addEventListener("input", ({ target }) => {
    if (!target.name?.startsWith("path-") || target.name === "path-source") return;
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE_MS);
    const own = form.querySelector("[name=reference_method][value=own]");
    if (own) own.checked = true;
  });
}
