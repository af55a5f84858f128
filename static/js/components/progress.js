// A rehearsal's progress: looks again every two seconds, and loads the page anew when it is over.

import { lay } from "../lib/lay.js";

const LOOK_MS = 2000;

export default function progress(section) {
  const told = () => document.getElementById("progress");
  if (told().dataset.acting !== "yes") return;
  const timer = setInterval(async () => {
    try {
      const answer = await fetch(section.dataset.url);
      if (!answer.ok || answer.redirected) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("progress");
      if (fresh.dataset.acting === "yes") {
        lay(told(), fresh.outerHTML);
      } else {
        clearInterval(timer);
        location.reload();
      }
    } catch {
      // The next look may find the server again.
    }
  }, LOOK_MS);
}
