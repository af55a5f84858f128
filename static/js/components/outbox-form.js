// A form of the phone goes through the outbox: kept first, then sent, then the next page.

import { goTo } from "../lib/navigation.js";
import { fieldsOf } from "../lib/fields.js";
import { showNotNow } from "../lib/not-now.js";
import { deliver, forget, isKept, keep } from "../lib/outbox.js";
import { fetchOurs } from "../lib/fetch-ours.js";
import { sayNext } from "../lib/say.js";
import { newOperationId } from "../lib/post.js";
import { dropDraft } from "./draft.js";

export default function outbox(form) {
  const address = () => form.action || location.href;
  form.addEventListener("submit", async (event) => {
    if (event.submitter?.name === "preview") return;
    if (form.ariaBusy === "true") {
      event.preventDefault();
      return;
    }
    const { code, home } = document.body.dataset;
    const url = address();
    const item = {
      id: form.elements.operation_id.value,
      url,
      page: location.pathname,
      fields: [...fieldsOf(form, event.submitter).entries()],
      title: form.dataset.title ?? form.elements[form.dataset.titleFrom]?.value ?? "",
      replaces: "replaces" in form.dataset ? url : "",
      drafted: form.dataset.module.split(" ").includes("draft"),
    };
    // Without room for it, the form goes its plain way.
    if (!keep(code, item)) return;
    event.preventDefault();
    form.ariaBusy = "true";
    const { outcome, answer } = await deliver(code, item.id);
    // While it was under way the page may have turned to another question: then the outbox says why.
    if (outcome === "refused" && form.isConnected && address() === url) {
      // The page with its faults, and with all that was typed, comes from the server.
      if (answer.faults) {
        forget(code, item.id);
        form.submit();
        return;
      }
      // The meeting has moved on, or the phones are paused: what was typed stays in its fields.
      const why = [answer.what, answer.now].filter(Boolean).join(" ");
      const onLater = () => {
        keep(code, { ...item, refused: why });
        dropDraft(form);
        goTo(home);
      };
      form.ariaBusy = "false";
      if (showNotNow(form, why, { onLater: answer.later ? onLater : null })) {
        forget(code, item.id);
        form.querySelector(".not-now").scrollIntoView({ block: "nearest" });
      }
      return;
    }
    const safe = outcome === "stored" || isKept(code, item.id);
    // From here on the outbox has it; the draft would only propose it once more.
    if (safe) dropDraft(form);
    const { sent } = document.body.dataset;
    if (outcome === "stored") go(answer.next ?? home, answer.said || sent);
    else if (safe && (await isThere(home))) goTo(home);
    else stay(form);
  });
  // Who comes back to this page finds the form as it was left.
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) form.ariaBusy = "false";
  });
}

// The page that comes says that it was received.
function go(page, words) {
  sayNext(words);
  location.assign(page);
}

// Without the network another page would be the browser's own, which knows nothing of the outbox.
async function isThere(page) {
  try {
    return (await fetchOurs(page)).ok;
  } catch {
    return false;
  }
}

function stay(form) {
  form.elements.operation_id.value = newOperationId();
  if (!("replaces" in form.dataset)) form.reset();
  form.ariaBusy = "false";
  scrollTo(0, 0);
}
