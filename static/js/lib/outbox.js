// What a phone wants to send is kept on it until the server says that it is stored. It survives a
// closed tab; sending it twice is safe, because each item has its operation id.

import { isStored, post } from "./post.js";
import { drop, keysOf, recall, remember } from "./storage.js";

const RETRY_MS = 4000;
const LONGEST_RETRY_MS = 20000;
// As many as one participant may propose.
const MAXIMUM_ITEMS = 60;
const listeners = new Set();
// Where a browser refuses to store (private windows, no room), the page itself remembers.
const unstored = new Map();
let flushing = null;
let everything = false;
let failures = 0;

// Each item has a key of its own: two tabs that write at the same time do not undo each other.
const keyOf = (code, id) => `outbox-${code}-${id}`;

// What waits, in the order in which it was made.
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
    // Jitter: a hall that lost the same server must not come back to it in the same moment.
    const pause = Math.min(LONGEST_RETRY_MS, RETRY_MS * 2 ** failures) * (0.5 + Math.random());
    setTimeout(async () => {
      if (read(code).some(({ refused }) => !refused)) await flush(code);
      again();
    }, pause);
  };
  again();
  addEventListener("online", () => flush(code));
  addEventListener("storage", ({ key }) => key?.startsWith(keyOf(code, "")) && listener(read(code)));
  // What the browser refused to keep would go with the page.
  addEventListener("beforeunload", (event) => unstored.size && event.preventDefault());
}

// Keeps an item, or says that there is no room for another. The newest answer to the same question
// (what it `replaces`) stands for the older ones that still wait.
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

// Whether an item is there also after the page has gone.
export function isKept(code, id) {
  return recall(keyOf(code, id)) !== null;
}

// Sends an item that was kept, after those before it: "stored", "waiting", "outside" or "refused",
// with the server's answer.
export async function deliver(code, id) {
  const outcomes = await flush(code);
  return outcomes.get(id) ?? { outcome: "waiting" };
}

// Sends what waits, in order; with `all` also what was refused before. One run at a time, which also
// takes what is kept meanwhile.
export function flush(code, { all = false } = {}) {
  everything ||= all;
  flushing ??= run(code);
  return flushing;
}

async function run(code) {
  const outcomes = new Map();
  // What was only typed is nobody's word yet: it is kept, and never sent by itself.
  const isNext = ({ id, refused, unsent }) => !outcomes.has(id) && !unsent && (everything || !refused);
  let stored = null;
  // Not over before `flushing` knows of it.
  await null;
  try {
    for (let item; (item = read(code).find(isNext)); ) {
      // Whoever closes the tab before the answer comes asks for the receipt next time.
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
      // Kept, with the reason: it may be taken when the meeting moves on, or after joining again.
      else note(item, { tried: false, refused: reason(answer), trouble: "" });
    }
  } finally {
    flushing = null;
    everything = false;
  }
  if (stored !== null) document.dispatchEvent(new CustomEvent("handlingsrom:stored", { detail: { said: stored } }));
  return outcomes;
}

// An item that was dropped or replaced while it was under way is not noted again.
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
  // It may have been stored by a try whose answer was lost, and be refused now only because of what changed
  // since. (A conflict says that something else was stored under its id.)
  if ((item.tried || repeated) && status !== 409) {
    const there = await isStored(item.id);
    if (there) return { outcome: "stored", answer };
    if (there === null && status !== 401) return { outcome: "waiting", answer };
  }
  return { outcome: status === 401 ? "outside" : status >= 500 ? "failed" : "refused", answer };
}
