// What a phone wants to send is kept on it until the server says that it is stored. It survives a
// closed tab; sending it twice is safe, because each item has its operation id.

import { isStored, post } from "./send.js";

const RETRY_MS = 4000;
const LONGEST_RETRY_MS = 20000;
// As many as one participant may propose.
const MAXIMUM_ITEMS = 60;
const listeners = new Set();
// Where a browser refuses to store (private windows, no room), the page itself remembers.
const unstored = new Map();
let flushing = null;
let failures = 0;

const key = (code) => `outbox-${code}`;

export function read(code) {
  try {
    return JSON.parse(localStorage.getItem(key(code))) ?? unstored.get(code) ?? [];
  } catch {
    return unstored.get(code) ?? [];
  }
}

function write(code, items) {
  try {
    localStorage.setItem(key(code), JSON.stringify(items));
    unstored.delete(code);
  } catch {
    unstored.set(code, items);
  }
  for (const listener of listeners) listener(items);
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
  addEventListener("storage", (event) => event.key === key(code) && listener(read(code)));
}

// Keeps an item, or says that there is no room for another. The newest answer to the same question
// stands for the older ones that still wait.
export function keep(code, item) {
  const others = read(code).filter(({ id, replaces, url }) => id !== item.id && !(item.replaces && replaces && url === item.url));
  if (others.length >= MAXIMUM_ITEMS) return false;
  write(code, [...others, item]);
  return true;
}

export function forget(code, id) {
  write(code, read(code).filter((item) => item.id !== id));
}

function note(code, id, what) {
  write(code, read(code).map((item) => (item.id === id ? { ...item, ...what } : item)));
}

// Sends an item that was kept, after those before it: "stored", "waiting", "outside" or "refused",
// with the server's answer.
export async function deliver(code, id) {
  await flushing;
  const outcomes = await (flushing = run(code, false).finally(() => (flushing = null)));
  return outcomes.get(id) ?? { outcome: "waiting" };
}

// Sends what waits, in order; with `all` also what was refused before. One run at a time.
export async function flush(code, { all = false } = {}) {
  await (flushing ??= run(code, all).finally(() => (flushing = null)));
}

async function run(code, all) {
  const outcomes = new Map();
  for (const item of read(code)) {
    if (item.refused && !all) continue;
    const { outcome, answer } = await send(item);
    outcomes.set(item.id, { outcome, answer });
    if (outcome === "waiting") {
      failures = Math.min(failures + 1, 5);
      note(code, item.id, { lost: true, trouble: answer.what ?? "" });
      return outcomes;
    }
    failures = 0;
    if (outcome === "stored") {
      forget(code, item.id);
      document.dispatchEvent(new CustomEvent("handlingsrom:stored"));
    }
    // Kept, with the reason: it may be taken when the meeting moves on, or after joining again.
    else note(code, item.id, { refused: reason(answer), trouble: "" });
  }
  return outcomes;
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
  const { status, answer } = got;
  // Only a receipt says that something is stored; another page (a login of the Wi-Fi) does not.
  if (status < 300) return { outcome: Number.isInteger(answer.revision) ? "stored" : "waiting", answer };
  if (status >= 500) return { outcome: "waiting", answer };
  // It may have been stored when its answer was lost, and be refused now only because of what changed since.
  if (item.lost) {
    const stored = await isStored(item.id);
    if (stored !== false) return { outcome: stored ? "stored" : "waiting", answer };
  }
  return { outcome: status === 401 ? "outside" : "refused", answer };
}
