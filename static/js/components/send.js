// A form whose answer does not need another page: sent by script, said in one line.

import { say } from "../lib/say.js";
import { newOperationId, post } from "../lib/send.js";

export default function send(form) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    // Not disabled while it waits: a disabled button would drop the keyboard's focus.
    if (form.ariaBusy === "true") return;
    form.ariaBusy = "true";
    const fields = new FormData(form, event.submitter);
    try {
      const { ok, answer } = await post(form.action, fields);
      say(ok ? answer.said : [answer.what, answer.now, ...Object.values(answer.faults ?? {}).flat()].filter(Boolean).join(" "), ok);
      if (ok) {
        form.querySelector('[name="operation_id"]').value = newOperationId();
        form.reset();
        form.closest("details")?.removeAttribute("open");
      }
      form.dispatchEvent(new CustomEvent("handlingsrom:sent", { bubbles: true }));
    } catch {
      // No answer: the same operation id makes a second try safe.
      say(document.getElementById("said")?.dataset.offline, false);
    } finally {
      form.ariaBusy = "false";
    }
  });
}
