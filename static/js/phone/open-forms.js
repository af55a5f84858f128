// Forms on pages of their own stay as they are when the meeting moves on, and tell whether they can still be sent.

import { fetchJson } from "../lib/fetch-ours.js";
import { showNotNow } from "../lib/not-now.js";

// Most forms know in which phases they are accepted; the others ask the server, so that a whole hall does not.
export async function checkOpenForms(phase) {
  for (const form of document.querySelectorAll("form")) {
    const box = form.querySelector(".not-now");
    if (!box) continue;
    const { phases, closed } = box.dataset;
    if (phases) showNotNow(form, phases.split(" ").includes(phase) ? null : closed);
    else await askServer(form);
  }
}

async function askServer(form) {
  try {
    const { ok, status, answer, text } = await fetchJson(location.href, { cache: "no-store" });
    const box = ok ? new DOMParser().parseFromString(text, "text/html").querySelector(".not-now") : null;
    const over = [404, 409].includes(status);
    if (over) showNotNow(form, `${answer.what} ${answer.now}`, { over });
    else if (box) showNotNow(form, box.hidden ? null : box.querySelector("[data-why]").textContent);
  } catch {
    // The network is away; the server refuses the form when it is sent.
  }
}
