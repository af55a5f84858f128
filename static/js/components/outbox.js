// A form of the phone goes through the outbox: kept first, then sent, then the next page.

import { forget, keep, sendItem } from "../lib/outbox.js";
import { dropDraft } from "./draft.js";

export default function outbox(form) {
  form.addEventListener("submit", async (event) => {
    if (event.submitter?.name === "preview") return;
    event.preventDefault();
    if (form.ariaBusy === "true") return;
    form.ariaBusy = "true";
    const { code, home } = document.body.dataset;
    const fields = [...new FormData(form).entries()];
    const item = {
      id: form.elements.operation_id.value,
      url: form.action || location.href,
      fields,
      title: form.dataset.title ?? form.elements[form.dataset.titleFrom]?.value ?? "",
    };
    keep(code, item);
    const answer = await sendItem(item);
    if (answer === null || answer.status >= 500) {
      location.assign(home);
      return;
    }
    forget(code, item.id);
    if (answer.status < 300) {
      dropDraft(form);
      location.assign(answer.body.next);
    } else {
      // The page with its faults, and with all that was typed, comes from the server.
      form.submit();
    }
  });
}
