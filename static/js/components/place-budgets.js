// Updates the budgets of a new workshop when its first year changes.

import { readPage } from "../lib/page.js";

const PAUSE_MS = 300;
const FOLLOWED = ["start_year"];

export default function placeBudgets(root) {
  const { form } = root.querySelector("input");
  let timer = 0;
  let latest = 0;
  let asked = read().toString();

  function read() {
    // What can be left out is offered in some places only.
    const names = ["territory", "preset", "without", ...FOLLOWED];
    return new URLSearchParams(names.map((name) => [name, form.elements[name]?.value ?? ""]));
  }

  async function ask() {
    const query = read();
    if (query.toString() === asked) return;
    asked = query.toString();
    const turn = ++latest;
    const html = await readPage(`${root.dataset.url}?${query}`);
    if (html === null || turn !== latest) return;
    root.innerHTML = html;
    asked = read().toString();
  }

  for (const event of ["input", "change"]) {
    form.addEventListener(event, ({ target }) => {
      if (!FOLLOWED.includes(target.name)) return;
      clearTimeout(timer);
      timer = setTimeout(ask, PAUSE_MS);
    });
  }
}
