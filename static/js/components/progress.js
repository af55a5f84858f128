// A rehearsal's progress: looks again every two seconds, and loads the page anew when it is over.

import { notePage } from "../lib/arrive.js";
import { lay } from "../lib/lay.js";
import { readElement } from "../lib/page.js";

const LOOK_MS = 2000;

export default function progress(section) {
  const told = () => document.getElementById("progress");
  if (told().dataset.acting !== "yes") return;
  const timer = setInterval(async () => {
    const fresh = await readElement(section.dataset.url, "progress");
    // The next look may find the server again.
    if (!fresh) return;
    if (fresh.dataset.acting === "yes") {
      lay(told(), fresh.outerHTML);
    } else {
      clearInterval(timer);
      notePage();
      location.reload();
    }
  }, LOOK_MS);
}
