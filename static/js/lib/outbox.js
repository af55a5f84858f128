// Keeps what a phone sends until the server has stored it, also over a closed tab. Sending it twice is safe, because
// each item has its operation id.

import { isStored, post } from "./post.js";
import { drop, keysOf, recall, remember } from "./storage.js";

const RETRY_MS = 4000;
const LONGEST_RETRY_MS = 20000;
// As many as one participant may propose.
const MAXIMUM_ITEMS = 60;
const listeners = new Set();
// Items that the browser refuses to store (private windows, quota), kept in this page only.
const unstored = new Map();
let flushing = null;
let everything = false;
let failures = 0;

// Each item has a key of its own, so that two tabs can write at the same time.
const keyOf = (code, id) => `outbox-${code}-${id}`;

// The items that wait, oldest first.
export function read(code) {
  const items = new Map();
  for (const key of keysOf(keyOf(code, ""))) {
    const item = recall(key);
    if (item?.id) items.set(item.id, item);
  }
  for (const [id, item] of unstored) if (item.code === code) items.set(id, item);
  return [...items.values()].sort((one, other) => one.place - other.place);
}

function write(item) {
  if (remember(keyOf(item.code, item.id), item)) unstored.delete(item.id);
  else unstored.set(item.id, item);
}

function tell(code) {
  for (const listener of listeners) listener(read(code));
}

export function onOutbox(code, listener) {
  listeners.add(listener);
  listener(read(code));
  const again = () => {
    // Jitter: a hall that lost the server must not reconnect in the same moment.
    const pause = Math.min(LONGEST_RETRY_MS, RETRY_MS * 2 ** failures) * (0.5 + Math.random());
    setTimeout(async () => {
      if (read(code).some(({ refused }) => !refused)) await flush(code);
      again();
    }, pause);
  };
  again();
  addEventListener("online", () => flush(code));
  addEventListener("storage", ({ key }) => key?.startsWith(keyOf(code, "")) && listener(read(code)));
  // Warn before closing the page if items exist only in it.
  addEventListener("beforeunload", (event) => unstored.size && event.preventDefault());
}

// Calls `listener` when another tab has sent an item: what the server shows of this participant has changed.
export function onOtherTabs(code, listener) {
  addEventListener("storage", ({ key, newValue }) => key?.startsWith(keyOf(code, "")) && newValue === null && listener());
}

// Keeps an item; returns false if the outbox is full. An item replaces older ones that answer the same question
// (those with the same `replaces`).
export function keep(code, item) {
  const there = read(code);
  const older = there.filter(({ id, replaces }) => id === item.id || (item.replaces && item.replaces === replaces));
  if (there.length - older.length >= MAXIMUM_ITEMS) return false;
  for (const { id } of older) remove(code, id);
  write({ ...item, code, place: 1 + Math.max(0, ...there.map(({ place }) => place)) });
  tell(code);
  return true;
}

export function forget(code, id) {
  remove(code, id);
  tell(code);
}

function remove(code, id) {
  unstored.delete(id);
  drop(keyOf(code, id));
}

// Whether an item outlives the page.
export function isKept(code, id) {
  return recall(keyOf(code, id)) !== null;
}

// Sends an item that was kept, after those before it. Resolves to its outcome ("stored", "waiting", "outside",
// "failed" or "refused") and the server's answer.
export async function deliver(code, id) {
  const outcomes = await flush(code);
  return outcomes.get(id) ?? { outcome: "waiting" };
}

// Sends the items that wait, in order; with `all`, also those that were refused before. One run at a time, which
// includes items that are kept meanwhile.
export function flush(code, { all = false } = {}) {
  everything ||= all;
  flushing ??= run(code);
  return flushing;
}

async function run(code) {
  const outcomes = new Map();
  // What was typed and never sent is kept, and only sent when the participant asks for it.
  const isNext = ({ id, refused, unsent }) => !outcomes.has(id) && !unsent && (everything || !refused);
  let stored = null;
  // Let the caller set `flushing` before this run can end.
  await null;
  try {
    for (let item; (item = read(code).find(isNext)); ) {
      // If the tab is closed before the answer comes, the next page asks for the receipt.
      write({ ...item, tried: true });
      const { outcome, answer } = await send(item);
      outcomes.set(item.id, { outcome, answer });
      if (outcome === "waiting") {
        failures = Math.min(failures + 1, 5);
        note(item, { tried: true, refused: "", trouble: answer.what ?? "" });
        break;
      }
      failures = 0;
      if (outcome === "stored") {
        stored = answer.said ?? "";
        forget(code, item.id);
      }
      // Keep it with the reason: it may be accepted when the meeting moves on, or after joining again.
      else note(item, { tried: false, refused: reason(answer), trouble: "" });
    }
  } finally {
    flushing = null;
    everything = false;
  }
  if (stored !== null) document.dispatchEvent(new CustomEvent("handlingsrom:stored", { detail: { said: stored } }));
  return outcomes;
}

// Updates an item, unless it was dropped or replaced while it was being sent.
function note(item, what) {
  if (!read(item.code).some(({ id }) => id === item.id)) return;
  write({ ...item, ...what });
  tell(item.code);
}

function reason({ what, now, faults = {} }) {
  return [what, now, ...Object.values(faults).flat()].filter(Boolean).join(" ") || "–";
}

async function send(item) {
  let got;
  try {
    got = await post(item.url, item.fields);
  } catch {
    return { outcome: "waiting", answer: {} };
  }
  const { status, answer, repeated } = got;
  if (status < 300) return { outcome: Number.isInteger(answer.revision) ? "stored" : "waiting", answer };
  if (status === 503 || status === 429) return { outcome: "waiting", answer };
  // An earlier try whose answer was lost may have stored it, and this one is refused because of what has changed since.
  // (A conflict means that something else was stored under its id.)
  if ((item.tried || repeated) && status !== 409) {
    const there = await isStored(item.id);
    if (there) return { outcome: "stored", answer };
    if (there === null && status !== 401) return { outcome: "waiting", answer };
  }
  return { outcome: status === 401 ? "outside" : status >= 500 ? "failed" : "refused", answer };
}
