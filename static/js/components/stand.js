// What somebody's role can do about an action: kept on the phone until it is stored, shown at once.

import { newOperationId } from "../lib/send.js";
import { flush, keep } from "../lib/outbox.js";

export default function stand(form) {
  form.addEventListener("submit", (event) => {
    const { code } = document.body.dataset;
    const { operation_id: id, proposal } = form.elements;
    id.value = newOperationId();
    const kept = keep(code, {
      id: id.value,
      url: form.action,
      page: location.pathname,
      fields: [...new FormData(form, event.submitter).entries()],
      title: form.closest("li").querySelector("h3").textContent,
      replaces: `${form.action} ${proposal.value}`,
    });
    // Without room for it, the form goes its plain way.
    if (!kept) return;
    event.preventDefault();
    for (const button of form.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(button === event.submitter));
    }
    flush(code);
  });
}
