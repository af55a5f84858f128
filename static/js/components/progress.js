// A rehearsal's progress: polls every two seconds, and reloads the page when the rehearsal is over.

import { noteNavigation } from "../lib/navigation.js";
import { morph } from "../lib/morph.js";
import { readElement } from "../lib/page.js";

const LOOK_MS = 2000;

export default function progress(section) {
  const told = () => document.getElementById("progress");
  if (told().dataset.acting !== "yes") return;
  const timer = setInterval(async () => {
    const fresh = await readElement(section.dataset.url, "progress");
    // No answer: the next poll tries again.
    if (!fresh) return;
    if (fresh.dataset.acting === "yes") {
      morph(told(), fresh.outerHTML);
    } else {
      clearInterval(timer);
      noteNavigation();
      location.reload();
    }
  }, LOOK_MS);
}
