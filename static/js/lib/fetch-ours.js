// Reaches our server, and nobody else: a Wi-Fi's login page that answers in its place is no answer.

const OURS = "Handlingsrom";
// A connection that died without a word must not hold up for minutes whoever waits for its answer.
const PATIENCE_MS = 20_000;

// Resolves to {status, ok, redirected, headers, text}; rejects where no answer of ours came in time.
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

// The same as a script asks: `answer` is the JSON, and empty where there is none.
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
