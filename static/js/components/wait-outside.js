// Sends the form again every now and then until the workshop has a place. The button does the same at once.

import { goTo } from "../lib/navigation.js";
import { fetchOurs } from "../lib/fetch-ours.js";

const EVERY_MS = 15_000;
// Jitter: a whole hall that waits must not ask in the same moment.
const SPREAD_MS = 10_000;

export default function waitOutside(form) {
  const line = form.querySelector("[data-waiting]");
  line.textContent = line.dataset.waiting;
  const again = () => setTimeout(knock, EVERY_MS + Math.random() * SPREAD_MS);
  const knock = async () => {
    try {
      const body = new URLSearchParams(new FormData(form));
      const { ok, redirected } = await fetchOurs(form.action, { method: "POST", body });
      // The server redirects a participant who has joined to their page.
      if (ok && redirected) return goTo(form.action);
    } catch {
      // No network at the moment: the next try follows.
    }
    return again();
  };
  again();
}
