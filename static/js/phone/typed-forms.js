// Forms that somebody has typed into, or chosen something in, and not sent, when the page under them is replaced.

import { keep } from "../lib/outbox.js";
import { newOperationId } from "../lib/post.js";

const TYPED = "input:not([type=hidden], [type=radio], [type=checkbox]), textarea";

// Lists the forms that hold typed text, with what was typed in each.
export function listTypedForms() {
  const forms = [...document.querySelectorAll("#main form[data-title]")].filter((form) => form.ariaBusy !== "true");
  return forms
    .map((form) => ({
      form,
      url: form.action,
      title: form.dataset.title,
      fields: [...new FormData(form).entries()],
      typed: typedIn(form),
    }))
    .filter(({ typed }) => typed);
}

// Keeps in the outbox what was typed into forms that are gone from the page, or that ask something else by now.
// It is sent only when the participant asks for it.
export function keepTypedForms(code, forms) {
  for (const { form, url, title, fields, typed } of forms) {
    if (form.isConnected && form.action === url) continue;
    keep(code, {
      id: newOperationId(),
      url,
      page: location.pathname,
      fields,
      title: `${title}: ${typed}`,
      replaces: url,
      refused: document.getElementById("outbox").dataset.unsent,
      unsent: true,
    });
  }
}

function typedIn(form) {
  const fields = [...form.querySelectorAll(TYPED)];
  const typed = fields.filter(({ value, defaultValue }) => value.trim() && value !== defaultValue).map(({ value }) => value);
  const chosen = [...form.querySelectorAll("[type=radio]:checked")].filter(({ defaultChecked }) => !defaultChecked);
  return [...typed, ...chosen.map(({ labels, value }) => labels[0]?.textContent.trim() || value)].join(", ");
}
