// A table's decision about one action: kept on the phone until it is stored, with the time at which
// it was made. Of two decisions the later one stands, also if it arrives first.

import { deliver, keep } from "../lib/outbox.js";
import { newOperationId } from "../lib/post.js";
import { serverNow } from "../lib/server-clock.js";

export default function choice(form) {
  // Shown at once: the phone knows what was meant. The next press means the opposite.
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
    // Without room for it, the form goes its plain way.
    if (!kept) return;
    event.preventDefault();
    show(!before);
    const { outcome } = await deliver(code, mine);
    // What was refused does not stand there as if it was stored; a later press says what is shown.
    if (form.elements.operation_id.value === mine && outcome !== "stored" && outcome !== "waiting") show(before);
  });
}
