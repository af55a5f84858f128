// Shows tonnes, share of the gap and days while figures are typed. The server calculates them.

import { isAmbiguous } from "../lib/number.js";
import { oneAtATime } from "../lib/one-at-a-time.js";
import { sayOnce } from "../lib/say.js";
import { post } from "../lib/post.js";

const PAUSE_MS = 250;

export default function preview(form) {
  const told = form.querySelector("[data-told]");
  if (!told) return;
  let timer = 0;
  // What is typed while an answer is awaited is asked about after it: once, as it stands then.
  const ask = oneAtATime(askOnce);
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE_MS);
  });

  async function askOnce() {
    const fields = new FormData(form);
    fields.set("preview", "1");
    try {
      const { ok, answer } = await post(form.action || location.href, fields);
      show(ok ? answer.told : questions(answer.faults));
    } catch {
      // Without network there is no preview; proposing still works.
    }
  }

  // Ask about a figure with two readings while it is typed; other faults are shown after sending.
  function questions(faults = {}) {
    const asked = Object.keys(faults).filter((name) => isAmbiguous(form.elements[name]?.value ?? ""));
    return asked.length ? asked.map((name) => ({ figure: "", words: faults[name].join(" ") })) : null;
  }

  function show(items) {
    told.hidden = !items;
    sayOnce((items ?? []).map(({ figure, words }) => `${figure} ${words}`).join(". "), { topic: "preview" });
    told.replaceChildren(
      ...(items ?? []).map(({ figure, words }) => {
        const line = document.createElement("p");
        const strong = document.createElement("strong");
        const rest = document.createElement("span");
        strong.textContent = figure;
        rest.textContent = words;
        line.append(...(figure ? [strong, " ", rest] : [rest]));
        return line;
      }),
    );
  }
}
