// Search and filter of the desk's rows: what is typed or chosen is looked for without leaving the page.

import { lookFor } from "../lib/rows.js";

const PAUSE_MS = 250;

export default function narrow(form) {
  let timer = 0;
  const look = () => {
    clearTimeout(timer);
    const asked = [...new FormData(form)].filter(([, value]) => value);
    const query = new URLSearchParams(asked).toString();
    lookFor(query && `?${query}`);
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    look();
  });
  form.addEventListener("input", ({ target }) => {
    clearTimeout(timer);
    if (target.localName === "select") look();
    else timer = setTimeout(look, PAUSE_MS);
  });
}
