// Sends a form as a script: the same address, fields and operation id as without scripts.

import { reachData } from "./reach.js";

export function csrfToken() {
  return document.querySelector('meta[name="csrf-token"]').content;
}

// The server drops a client whose message is longer than 8 kB, so what is longer goes by HTTP.
const LONGEST_BYTES = 7000;
const PATIENCE_MS = 8000;
let open = null;

// From here on what is sent goes over this socket while it is open.
export function sendOver(socket) {
  open = socket;
}

// Resolves to {ok, status, answer, repeated}; rejects only where no answer came. `fields` are [name,
// value]s; `repeated` where the answer may be to a second try.
export async function post(url, fields) {
  const isOpen = open?.connected && open.io.engine.transport.name === "websocket";
  const answered = isOpen ? await overSocket(url, fields) : null;
  return answered ?? { ...(await withToken(url, fields)), repeated: isOpen };
}

async function withToken(url, fields) {
  const first = await overHttp(url, fields);
  if (!first.answer.token) return first;
  // The page is older than a restart or an upgrade of the server: the same again with a fresh token.
  document.querySelector('meta[name="csrf-token"]').content = first.answer.token;
  for (const input of document.querySelectorAll('input[name="csrf_token"]')) input.value = first.answer.token;
  return overHttp(url, fields);
}

// The socket has shown whose it is when it was opened; it needs no token. Without an answer in time the
// same goes by HTTP: its operation id makes that safe.
async function overSocket(url, fields) {
  const form = encode(fields);
  const message = { path: new URL(url, location.href).pathname, body: form.toString() };
  if (message.body.length > LONGEST_BYTES) return null;
  try {
    const [status, answer] = await open.timeout(PATIENCE_MS).emitWithAck("post", message);
    return { ok: status < 300, status, answer: answer ?? {} };
  } catch {
    return null;
  }
}

function encode(fields) {
  // The token travels as a header; one among the fields would be an old one.
  return new URLSearchParams([...fields].filter(([name]) => name !== "csrf_token"));
}

async function overHttp(url, fields) {
  const got = await reachData(url, { method: "POST", headers: { "X-CSRFToken": csrfToken() }, body: encode(fields) });
  // Who was sent on to another page has not done what they asked for.
  return { ok: got.ok && !got.redirected, status: got.status, answer: got.answer };
}

// Asks whether an operation was stored whose answer never came: true, false, or null without answer.
export async function isStored(operationId) {
  try {
    const { ok, status, answer } = await reachData(`/receipts/${operationId}`);
    if (ok) return answer.operation === operationId || null;
    return status === 404 ? false : null;
  } catch {
    return null;
  }
}

// A new operation id; crypto.randomUUID does not exist on plain HTTP, where halls are.
export function newOperationId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
