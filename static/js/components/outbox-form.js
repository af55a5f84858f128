// A form of the phone that is sent through the outbox: it is kept, then sent, then the next page is opened.

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
    // The outbox is full: the browser submits the form.
    if (!keep(code, item)) return;
    event.preventDefault();
    form.ariaBusy = "true";
    const { outcome, answer } = await deliver(code, item.id);
    // If the page has turned to another question meanwhile, the outbox shows why it was refused.
    if (outcome === "refused" && form.isConnected && address() === url) {
      // Let the server render the form with its faults and with what was typed.
      if (answer.faults) {
        forget(code, item.id);
        form.submit();
        return;
      }
      // The meeting has moved on, or the phones are paused: keep what was typed in the fields.
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
    // The outbox has it now; the draft would offer it a second time.
    if (safe) dropDraft(form);
    const { sent } = document.body.dataset;
    if (outcome === "stored") go(answer.next ?? home, answer.said || sent);
    else if (safe && (await isThere(home))) goTo(home);
    else stay(form);
  });
  // A page that is restored from the back/forward cache can be sent again.
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) form.ariaBusy = "false";
  });
}

// The next page announces that it was received.
function go(page, words) {
  sayNext(words);
  location.assign(page);
}

// Without the network, the browser would show its own error page, where the outbox cannot be seen.
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
