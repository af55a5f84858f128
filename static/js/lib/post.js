// Posts the fields of a form from a script: the same address, fields and operation id as without scripts.

import { fetchJson } from "./fetch-ours.js";

export function csrfToken() {
  return document.querySelector('meta[name="csrf-token"]').content;
}

// The server disconnects a client whose message is longer than 8 kB, so longer ones are sent by HTTP.
const LONGEST_BYTES = 7000;
const PATIENCE_MS = 8000;
let open = null;

// Posts over this socket from now on, while it is open.
export function postOver(socket) {
  open = socket;
}

// Resolves to {ok, status, answer, repeated}; rejects only if no answer came. `fields` are pairs of name and value;
// `repeated` is true if the answer may be to a second try.
export async function post(url, fields) {
  const isOpen = open?.connected && open.io.engine.transport.name === "websocket";
  const answered = isOpen ? await overSocket(url, fields) : null;
  return answered ?? { ...(await withToken(url, fields)), repeated: isOpen };
}

async function withToken(url, fields) {
  const first = await overHttp(url, fields);
  if (!first.answer.token) return first;
  // The page is older than a restart of the server: repeat the request with a new token.
  document.querySelector('meta[name="csrf-token"]').content = first.answer.token;
  for (const input of document.querySelectorAll('input[name="csrf_token"]')) input.value = first.answer.token;
  return overHttp(url, fields);
}

// The socket was authenticated when it was opened and needs no token. Without an answer in time, the same is sent by
// HTTP; its operation id makes that safe.
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
  // The token is sent as a header; the one among the fields may be old.
  return new URLSearchParams([...fields].filter(([name]) => name !== "csrf_token"));
}

async function overHttp(url, fields) {
  const got = await fetchJson(url, { method: "POST", headers: { "X-CSRFToken": csrfToken() }, body: encode(fields) });
  // A redirect to another page (a login) means that nothing was stored.
  return { ok: got.ok && !got.redirected, status: got.status, answer: got.answer };
}

// Whether an operation whose answer was lost was stored: true, false, or null without an answer.
export async function isStored(operationId) {
  try {
    const { ok, status, answer } = await fetchJson(`/receipts/${operationId}`);
    if (ok) return answer.operation === operationId || null;
    return status === 404 ? false : null;
  } catch {
    return null;
  }
}

// A new operation id. crypto.randomUUID does not exist on plain HTTP.
export function newOperationId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
