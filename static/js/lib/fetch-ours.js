// Fetches from our server. The answer of another server, such as a Wi-Fi's login page, counts as no answer.

const OURS = "Handlingsrom";
// A connection that died silently must not block its caller for minutes.
const PATIENCE_MS = 20_000;

// Resolves to {status, ok, redirected, headers, text}; rejects if no answer of our server comes in time.
export async function fetchOurs(url, options = {}) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE_MS);
  try {
    const answer = await fetch(url, { ...options, signal: stop.signal });
    const { status, ok, redirected, headers } = answer;
    if (!headers.has(OURS)) throw new TypeError("somebody else answered");
    return { status, ok, redirected, headers, text: await answer.text() };
  } finally {
    clearTimeout(timer);
  }
}

// The same, with `answer`: the parsed JSON, or an empty object where there is none.
export async function fetchJson(url, { headers, ...options } = {}) {
  const got = await fetchOurs(url, { ...options, headers: { Accept: "application/json", ...headers } });
  return { ...got, answer: parse(got.text) };
}

function parse(text) {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}
