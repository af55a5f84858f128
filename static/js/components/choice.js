// A table's decision about one action: kept on the phone until it is stored, with the time at which
// it was made. Of two decisions the later one stands, also if it arrives first.

import { newOperationId } from "../lib/send.js";
import { serverNow } from "../lib/server-clock.js";
import { flush, keep } from "../lib/outbox.js";

export default function choice(form) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { code } = document.body.dataset;
    form.elements.operation_id.value = newOperationId();
    form.elements.decided_at.value = String(Math.round(serverNow()));
    const button = form.querySelector("button");
    keep(code, {
      id: form.elements.operation_id.value,
      url: form.action,
      fields: [...new FormData(form).entries()],
      title: form.querySelector("strong").textContent,
    });
    // Shown at once: the phone knows what was meant. The next press means the opposite.
    const chosen = form.elements.included.value === "yes";
    button.setAttribute("aria-pressed", String(chosen));
    form.closest("li").classList.toggle("chosen", chosen);
    form.elements.included.value = chosen ? "no" : "yes";
    await flush(code);
    form.dispatchEvent(new CustomEvent("handlingsrom:chosen", { bubbles: true }));
  });
}
