// The columns of a list: reads the list again as soon as a column gets another meaning. Without scripts, the
// button "Read again" does the same.

import { fetchOurs } from "../lib/fetch-ours.js";
import { fieldsOf } from "../lib/fields.js";
import { morph } from "../lib/morph.js";
import { announce } from "../lib/say.js";

// Arrow keys change a select at each press: wait for the last one.
const PAUSE_MS = 700;
const PARTS = ["columns-rows", "columns-result"];

export default function correct(form) {
  let timer = 0;
  let newest = 0;
  form.addEventListener("change", () => {
    clearTimeout(timer);
    const mine = ++newest;
    timer = setTimeout(() => read(form, () => mine === newest), PAUSE_MS);
  });
}

async function read(form, isNewest) {
  const result = document.getElementById("columns-result");
  result.ariaBusy = "true";
  try {
    const fields = fieldsOf(form, null);
    fields.set("do", "again");
    const { text } = await fetchOurs(form.action, { method: "POST", body: fields });
    if (!isNewest()) return;
    const page = new DOMParser().parseFromString(text, "text/html");
    const refused = whyRefused(page);
    if (refused.length) {
      result.replaceChildren(...refused.map(paragraph));
    } else {
      markHeads(form, page);
      for (const id of PARTS) {
        const fresh = page.getElementById(id);
        if (fresh) morph(document.getElementById(id), fresh);
      }
    }
    announce(document.getElementById("columns-result").textContent.replace(/\s+/g, " ").trim(), { topic: "columns" });
  } catch {
    // The button reads the list where the network does not answer a script.
  } finally {
    document.getElementById("columns-result").ariaBusy = "false";
  }
}

// The faults of a page that was refused, or that its list has been replaced; what was chosen stays in the form.
function whyRefused(page) {
  const told = page.querySelectorAll("#faults li, [data-replaced], [data-replaced] + p");
  return Array.from(told, (each) => each.textContent.trim());
}

function paragraph(text) {
  const made = document.createElement("p");
  made.textContent = text;
  return made;
}

// The colours of the heads follow, too; their fields stay as they were left.
function markHeads(form, page) {
  const fresh = page.querySelectorAll("#columns-form thead th");
  form.querySelectorAll("thead th").forEach((head, place) => {
    if (fresh[place]) head.className = fresh[place].className;
  });
}
