// Sends a form as a script: the same address, fields and operation id as without scripts.

export function csrfToken() {
  return document.querySelector('meta[name="csrf-token"]').content;
}

// Resolves to {ok, status, answer}; rejects only where no answer came.
export async function post(url, fields) {
  const answer = await fetch(url, {
    method: "POST",
    headers: { Accept: "application/json", "X-CSRFToken": csrfToken() },
    body: fields,
  });
  return { ok: answer.ok, status: answer.status, answer: await answer.json().catch(() => ({})) };
}

// A new operation id; crypto.randomUUID does not exist on plain HTTP, where halls are.
export function newOperationId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
