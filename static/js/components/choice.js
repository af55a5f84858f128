// A table's decision about one action: kept on the phone until it is stored, with the time at which
// it was made. Of two decisions the later one stands, also if it arrives first.

import { newOperationId } from "../lib/send.js";
import { serverNow } from "../lib/server-clock.js";
import { flush, keep } from "../lib/outbox.js";

export default function choice(form) {
  form.addEventListener("submit", (event) => {
    const { code } = document.body.dataset;
    const { operation_id: id, decided_at: decidedAt, included, proposal } = form.elements;
    id.value = newOperationId();
    decidedAt.value = String(Math.round(serverNow()));
    const kept = keep(code, {
      id: id.value,
      url: form.action,
      page: location.pathname,
      fields: [...new FormData(form).entries()],
      title: form.querySelector("strong").textContent,
      replaces: `${form.action} ${proposal.value}`,
    });
    // Without room for it, the form goes its plain way.
    if (!kept) return;
    event.preventDefault();
    // Shown at once: the phone knows what was meant. The next press means the opposite.
    const chosen = included.value === "yes";
    form.querySelector("button").setAttribute("aria-pressed", String(chosen));
    form.closest("li").classList.toggle("chosen", chosen);
    included.value = chosen ? "no" : "yes";
    flush(code);
  });
}
