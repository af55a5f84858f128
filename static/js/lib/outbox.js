// What a phone wants to send is kept on it until the server says that it is stored. It survives a
// closed tab; sending it twice is safe, because each item has its operation id.

import { csrfToken } from "./send.js";

const RETRY_MS = 4000;
const listeners = new Set();
let flushing = null;

const key = (code) => `outbox-${code}`;

export function read(code) {
  try {
    return JSON.parse(localStorage.getItem(key(code))) ?? [];
  } catch {
    return [];
  }
}

function write(code, items) {
  localStorage.setItem(key(code), JSON.stringify(items));
  for (const listener of listeners) listener(items);
}

export function onOutbox(code, listener) {
  listeners.add(listener);
  listener(read(code));
  setInterval(() => read(code).length && flush(code), RETRY_MS);
  addEventListener("online", () => flush(code));
}

export function keep(code, item) {
  write(code, [...read(code).filter(({ id }) => id !== item.id), item]);
}

export function forget(code, id) {
  write(code, read(code).filter((item) => item.id !== id));
}

// Sends one item; the answer is null where none came.
export async function sendItem(item) {
  try {
    const answer = await fetch(item.url, {
      method: "POST",
      headers: { Accept: "application/json", "X-CSRFToken": csrfToken() },
      body: new URLSearchParams(item.fields.filter(([name]) => name !== "csrf_token")),
    });
    return { status: answer.status, body: await answer.json().catch(() => ({})) };
  } catch {
    return null;
  }
}

// Sends what waits, in order; says whether something was stored. One run at a time.
export function flush(code) {
  flushing ??= run(code).finally(() => (flushing = null));
  return flushing;
}

async function run(code) {
  let sent = false;
  for (const item of read(code)) {
    const answer = await sendItem(item);
    if (answer === null || answer.status >= 500) return sent;
    if (answer.status < 300) {
      forget(code, item.id);
      sent = true;
    } else {
      // Kept, with the reason: it may be taken when the meeting moves on.
      keep(code, { ...item, refused: [answer.body.what, answer.body.now].filter(Boolean).join(" ") || "–" });
    }
  }
  return sent;
}
