// Polls until another device has acted: a desk has typed this screen's code, or a phone has become the desk.

import { noteNavigation } from "../lib/navigation.js";
import { fetchJson } from "../lib/fetch-ours.js";

const POLL_MS = 1500;

export default function pair(body) {
  const { url, mark, next } = body.dataset;
  const asking = setInterval(async () => {
    try {
      const { ok, answer } = await fetchJson(url, { cache: "no-store" });
      if (!ok || answer.mark === mark) return;
      clearInterval(asking);
      noteNavigation();
      location.replace(next);
    } catch {
      // The network is away; the next poll asks again.
    }
  }, POLL_MS);
}
