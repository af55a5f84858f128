// What somebody's role can do about an action: kept on the phone until it is stored, shown at once.

import { newOperationId } from "../lib/send.js";
import { flush, keep } from "../lib/outbox.js";

export default function stand(form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const { code } = document.body.dataset;
    form.elements.operation_id.value = newOperationId();
    keep(code, {
      id: form.elements.operation_id.value,
      url: form.action,
      fields: [...new FormData(form, event.submitter).entries()],
      title: form.closest("li").querySelector("h3").textContent,
    });
    for (const button of form.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(button === event.submitter));
    }
    flush(code);
  });
}
