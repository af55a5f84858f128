// Sends the form again now and then, until the room has a place; the button does the same at once.

import { goTo } from "../lib/navigation.js";
import { fetchOurs } from "../lib/fetch-ours.js";

const EVERY_MS = 15_000;
// A whole hall that waits must not come back in the same moment.
const SPREAD_MS = 10_000;

export default function waitOutside(form) {
  const line = form.querySelector("[data-waiting]");
  line.textContent = line.dataset.waiting;
  const again = () => setTimeout(knock, EVERY_MS + Math.random() * SPREAD_MS);
  const knock = async () => {
    try {
      const body = new URLSearchParams(new FormData(form));
      const { ok, redirected } = await fetchOurs(form.action, { method: "POST", body });
      // The door leads whoever is in to their page.
      if (ok && redirected) return goTo(form.action);
    } catch {
      // No network for a moment: the next try is soon.
    }
    return again();
  };
  again();
}
