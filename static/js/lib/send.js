// Sends a form as a script: the same address, fields and operation id as without scripts.

export function csrfToken() {
  return document.querySelector('meta[name="csrf-token"]').content;
}

// Resolves to {ok, status, answer}; rejects only where no answer came. `fields` are [name, value]s.
export async function post(url, fields) {
  const first = await ask(url, fields);
  if (!first.answer.token) return first;
  // The page is older than a restart or an upgrade of the server: the same again with a fresh token.
  document.querySelector('meta[name="csrf-token"]').content = first.answer.token;
  for (const input of document.querySelectorAll('input[name="csrf_token"]')) input.value = first.answer.token;
  return ask(url, fields);
}

async function ask(url, fields) {
  // The token travels as a header; one among the fields would be an old one.
  const body = new URLSearchParams([...fields].filter(([name]) => name !== "csrf_token"));
  const answer = await fetch(url, { method: "POST", headers: { Accept: "application/json", "X-CSRFToken": csrfToken() }, body });
  return { ok: answer.ok, status: answer.status, answer: await answer.json().catch(() => ({})) };
}

// Asks whether an operation was stored whose answer never came: true, false, or null without answer.
export async function isStored(operationId) {
  try {
    const answer = await fetch(`/receipts/${operationId}`, { headers: { Accept: "application/json" } });
    return answer.ok ? true : answer.status === 404 ? false : null;
  } catch {
    return null;
  }
}

// A new operation id; crypto.randomUUID does not exist on plain HTTP, where halls are.
export function newOperationId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
