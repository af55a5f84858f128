// What somebody's role can do about an action: kept on the phone until it is stored, shown at once.
// Whose decision is needed belongs to "not without": choosing it says so, and sends it.

import { fieldsOf } from "../lib/fields.js";
import { deliver, keep } from "../lib/outbox.js";
import { announce } from "../lib/say.js";
import { newOperationId } from "../lib/post.js";

export default function stand(form) {
  // Looked up each time: fresh HTML may have put other elements in their place.
  const elements = () => form.elements;
  const saved = () => form.querySelector("[data-saved]");
  const buttons = () => [...form.querySelectorAll("button[aria-pressed]")];
  const pressed = () => buttons().find((button) => button.getAttribute("aria-pressed") === "true");

  function press(button) {
    for (const each of buttons()) each.setAttribute("aria-pressed", String(each === button));
  }

  // The others need nobody's decision; one that stays chosen would look as if it was said.
  const needsNobody = (button) => button.value !== elements().needs.dataset.belongs;

  // What the server knows: it is shown again where something is refused.
  let stored = { button: pressed(), needs: elements().needs.value };

  form.addEventListener("change", () => {
    const { needs } = elements();
    const now = pressed();
    // Nobody is named, and nothing was said that needs somebody: there is nothing to send.
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
    // Without room for it, the form goes its plain way.
    if (!kept) return;
    event.preventDefault();
    press(submitter);
    saved().textContent = "";
    const { outcome } = await deliver(code, mine);
    if (outcome === "stored") stored = said;
    // A later press says what is shown.
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
