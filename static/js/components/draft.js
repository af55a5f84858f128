// What is typed and not yet sent survives a reload, a lock screen and a closed tab.

const keyOf = (url) => `draft-${new URL(url, location.href).pathname}`;
const key = (form) => keyOf(form.action || location.href);

export function dropDraft(form) {
  localStorage.removeItem(key(form));
}

// Lays what was sent from `url` back into its form, for the next time that it is opened.
export function keepDraft(url, fields) {
  localStorage.setItem(keyOf(url), JSON.stringify(Object.fromEntries(fields)));
}

export default function draft(form) {
  const fields = () => [...form.elements].filter(({ name, type }) => name && !["hidden", "submit", "button"].includes(type));
  // A page that the server sent back with faults already holds what was typed.
  const kept = form.querySelector(".fault") ? null : localStorage.getItem(key(form));
  if (kept) {
    const values = JSON.parse(kept);
    for (const field of fields()) {
      if (field.type === "checkbox") field.checked = field.name in values;
      if (!(field.name in values) || field.type === "checkbox") continue;
      if (field.type === "radio") field.checked = field.value === values[field.name];
      else field.value = values[field.name];
    }
    form.dispatchEvent(new Event("input", { bubbles: true }));
  }
  form.addEventListener("input", (event) => {
    if (!event.target.name) return;
    localStorage.setItem(key(form), JSON.stringify(Object.fromEntries(new FormData(form))));
  });
}
