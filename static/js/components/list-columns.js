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
  let last = Promise.resolve();
  form.addEventListener("change", () => {
    clearTimeout(timer);
    const mine = ++newest;
    // One after the other: each sends what the form was opened with, which the answer before has made newer.
    timer = setTimeout(() => (last = last.then(() => read(form, () => mine === newest))), PAUSE_MS);
  });
}

async function read(form, isNewest) {
  const result = document.getElementById("columns-result");
  result.ariaBusy = "true";
  try {
    const fields = fieldsOf(form, null);
    fields.set("do", "again");
    const { text } = await fetchOurs(form.action, { method: "POST", body: fields });
    const page = new DOMParser().parseFromString(text, "text/html");
    const refused = whyRefused(page);
    if (!refused.length) takeOver(form, page, fields);
    if (!isNewest()) return;
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

// What is stored now, and what others have changed; a field that was changed since it was sent stays as it is.
function takeOver(form, page, sent) {
  const fresh = page.getElementById("columns-form");
  for (const field of fresh?.elements ?? []) {
    const mine = form.elements.namedItem(field.name);
    const stays = field.name === "csrf_token" || field.type === "submit" || !mine;
    if (!stays && mine.value === sent.get(field.name)) mine.value = field.value;
  }
}

// The faults of a page that was refused, or that its list has been replaced, or that the login has ended; what was
// chosen stays in the form, and what it was opened with, so that the button asks again.
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
