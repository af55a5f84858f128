// What a participant's role can do about an action. The phone shows it at once and keeps it until it is stored.
// The choice of whose decision is needed belongs to "not without": choosing it presses that button and sends it.

import { fieldsOf } from "../lib/fields.js";
import { deliver, keep } from "../lib/outbox.js";
import { announce } from "../lib/say.js";
import { newOperationId } from "../lib/post.js";

export default function stand(form) {
  // Looked up each time: morphed HTML may have replaced the elements.
  const elements = () => form.elements;
  const saved = () => form.querySelector("[data-saved]");
  const buttons = () => [...form.querySelectorAll("button[aria-pressed]")];
  const pressed = () => buttons().find((button) => button.getAttribute("aria-pressed") === "true");

  function press(button) {
    for (const each of buttons()) each.setAttribute("aria-pressed", String(each === button));
  }

  // The other buttons need no decision of others: clear the choice, or it would look as if it was sent.
  const needsNobody = (button) => button.value !== elements().needs.dataset.belongs;

  // What the server has stored, to be shown again after a refusal.
  let stored = { button: pressed(), needs: elements().needs.value };

  form.addEventListener("change", () => {
    const { needs } = elements();
    const now = pressed();
    // No one is chosen, and the pressed button needs no one: there is nothing to send.
    if (!needs.value && (!now || needsNobody(now))) return;
    buttons().find((button) => button.value === needs.dataset.belongs).click();
  });

  form.addEventListener("submit", async (event) => {
    const { submitter } = event;
    const { code } = document.body.dataset;
    const { needs, operation_id: id, proposal } = elements();
    if (needsNobody(submitter)) needs.value = "";
    const mine = newOperationId();
    id.value = mine;
    const said = { button: submitter, needs: needs.value };
    const kept = keep(code, {
      id: mine,
      url: form.action,
      page: location.pathname,
      fields: [...fieldsOf(form, submitter).entries()],
      title: form.closest("li").querySelector("h3").textContent,
      replaces: `${form.action} ${proposal.value}`,
    });
    // The outbox is full: the browser submits the form.
    if (!kept) return;
    event.preventDefault();
    press(submitter);
    saved().textContent = "";
    const { outcome } = await deliver(code, mine);
    if (outcome === "stored") stored = said;
    // A later press has changed what is shown.
    if (elements().operation_id.value !== mine) return;
    if (outcome === "stored") {
      saved().textContent = saved().dataset.saved;
      announce(saved().textContent, { topic: "said" });
    }
    if (outcome !== "stored" && outcome !== "waiting") {
      press(stored.button);
      elements().needs.value = stored.needs;
    }
  });
}
