// A table's decision about one action. The phone keeps it until the server has stored it, with the time of the press:
// the server keeps the later one of two decisions, in whichever order they arrive.

import { deliver, keep } from "../lib/outbox.js";
import { newOperationId } from "../lib/post.js";
import { serverNow } from "../lib/server-clock.js";

export default function choice(form) {
  // Shows the decision before the server answers. The next press means the opposite.
  function show(chosen) {
    form.querySelector("button").setAttribute("aria-pressed", String(chosen));
    form.closest("li").classList.toggle("chosen", chosen);
    form.elements.included.value = chosen ? "no" : "yes";
  }

  form.addEventListener("submit", async (event) => {
    const { code } = document.body.dataset;
    const { operation_id: id, decided_at: decidedAt, included, proposal } = form.elements;
    const before = included.value === "no";
    const mine = newOperationId();
    id.value = mine;
    decidedAt.value = String(Math.round(serverNow()));
    const kept = keep(code, {
      id: mine,
      url: form.action,
      page: location.pathname,
      fields: [...new FormData(form).entries()],
      title: form.querySelector("strong").textContent,
      replaces: `${form.action} ${proposal.value}`,
    });
    // The outbox is full: the browser submits the form.
    if (!kept) return;
    event.preventDefault();
    show(!before);
    const { outcome } = await deliver(code, mine);
    // Take back what was refused, unless a later press has changed what is shown.
    if (form.elements.operation_id.value === mine && outcome !== "stored" && outcome !== "waiting") show(before);
  });
}
