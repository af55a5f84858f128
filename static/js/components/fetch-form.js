// A form that is sent with fetch and answered by one line on the same page (#said). On a page without that line, the
// browser submits the form and loads the answer as a page.

import { fieldsOf } from "../lib/fields.js";
import { noteAnswer, notePress } from "../lib/focus.js";
import { showFaults } from "../lib/mark-faults.js";
import { announce, say } from "../lib/say.js";
import { newOperationId, post } from "../lib/post.js";
import { noteDecided } from "../lib/rows.js";

const DOUBLE_CLICK_MS = 600;
// Operation ids of what was sent and never answered, by content: sending the same again is the same operation.
const unanswered = new Map();
let last = { button: null, content: "", at: -DOUBLE_CLICK_MS };

export default function send(form) {
  if (!document.getElementById("said")) return;
  const underWay = new Set();
  let before = Promise.resolve();
  let clicks = 0;
  form.addEventListener("click", ({ detail }) => (clicks = detail), { capture: true });
  form.addEventListener("submit", (event) => {
    // A button that leads to a page of its own.
    if (event.submitter?.hasAttribute("data-page")) return;
    event.preventDefault();
    const fields = fieldsOf(form, event.submitter);
    const content = contentOf(form, fields);
    const slipped = isSlip(event, content, clicks);
    last = { button: event.submitter, content, at: event.timeStamp };
    if (slipped || underWay.has(content)) return;
    underWay.add(content);
    // Not `disabled` while it waits: a disabled button would lose the focus.
    form.ariaBusy = "true";
    const url = form.action;
    const press = labelOf(event.submitter);
    notePress(form, event.submitter);
    noteDecided(form);
    before = before.then(async () => {
      await deliver(form, url, fields, content, press);
      underWay.delete(content);
      form.ariaBusy = String(underWay.size > 0);
    });
  });
}

async function deliver(form, url, fields, content, press) {
  const id = unanswered.get(content) ?? newOperationId();
  fields.set("operation_id", id);
  unanswered.set(content, id);
  try {
    const { ok, answer } = await post(url, fields);
    unanswered.delete(content);
    const marked = showFaults(form, ok ? {} : answer.faults);
    const faults = [answer.what, answer.now, ...Object.values(answer.faults ?? {}).flat()].filter(Boolean).join(" ");
    say(ok ? answer.said : faults || offline(), ok);
    // Where the answer has no words, announce the label of the button.
    if (ok && !answer.said && press) announce(done().replace("{press}", () => press), { topic: "said" });
    if (marked) return noteAnswer(form);
    if (ok) {
      form.reset();
      form.closest("details")?.removeAttribute("open");
    }
    form.dispatchEvent(new CustomEvent("handlingsrom:sent", { bubbles: true }));
    noteAnswer(form, ok ? answer.revision : undefined);
  } catch {
    say(offline(), false);
  }
}

// What a button says, with the part that only screen readers get, and without the state before the press.
function labelOf(button) {
  const said = button?.cloneNode(true);
  for (const part of said?.querySelectorAll('[aria-hidden="true"], .bar-state') ?? []) part.remove();
  return (said?.textContent ?? "").replace(/\s+/g, " ").trim();
}

function done() {
  return document.getElementById("said")?.dataset.done ?? "";
}

function offline() {
  return document.getElementById("said")?.dataset.offline;
}

// What a press sends, without its operation id.
function contentOf(form, fields) {
  const means = [...fields].filter(([name]) => name !== "operation_id" && name !== "csrf_token");
  return JSON.stringify([form.action, ...means]);
}

// The first press of a double click may replace the board, so that the second one hits another button: the next step
// instead of this one, or the card below.
function isSlip({ submitter, timeStamp }, content, clicks) {
  if (content === last.content || timeStamp - last.at > DOUBLE_CLICK_MS) return false;
  return clicks > 1 || submitter === last.button;
}
