// Keeps what is typed into a form and not yet sent over a reload, a lock screen and a closed tab.

import { drop, recall, remember } from "../lib/storage.js";

const keyOf = (url) => `draft-${new URL(url, location.href).pathname}`;
const key = (form) => keyOf(form.action || location.href);

export function dropDraft(form) {
  drop(key(form));
}

// Keeps the fields of a form that was sent to `url` as its draft, for the next time that the form is opened.
export function keepDraft(url, fields) {
  return remember(keyOf(url), Object.fromEntries(fields));
}

export default function draft(form) {
  // `opened` holds the values from when the form was opened. Without it, the server would take what others have
  // changed since for values that this draft leaves alone.
  const isKept = ({ name, type }) => name === "opened" || (name && !["hidden", "submit", "button"].includes(type));
  const fields = () => [...form.elements].filter(isKept);
  // A form that the server sent back with faults already holds what was typed.
  const values = form.querySelector(".fault") ? null : recall(key(form));
  if (values) {
    for (const field of fields()) {
      if (field.type === "checkbox") field.checked = field.name in values;
      if (!(field.name in values) || field.type === "checkbox") continue;
      if (field.type === "radio") field.checked = field.value === values[field.name];
      else field.value = values[field.name];
    }
    form.dispatchEvent(new Event("input", { bubbles: true }));
  }
  form.addEventListener("input", (event) => {
    if (event.target.name) remember(key(form), Object.fromEntries(new FormData(form)));
  });
}
