// The rows of an agenda: moved by buttons or by dragging, removed, and added from the empty ones at the end.

import { announce } from "../lib/say.js";

export default function agendaRows(table) {
  const body = table.tBodies[0];
  const words = table.dataset;
  const rows = () => [...body.rows];
  const fieldOf = (row, name) => row.querySelector(`[name$="-${name}"]`);
  const isEmpty = (row) => !fieldOf(row, "phase").value;
  const shown = () => rows().filter((row) => !row.hidden);
  const nameOf = (row) => fieldOf(row, "phase").selectedOptions[0].textContent;

  for (const cell of table.querySelectorAll("[data-number]")) cell.hidden = true;
  for (const hint of document.querySelectorAll("[data-without-scripts]")) hint.hidden = true;
  table.tHead.rows[0].append(document.createElement("td"));
  for (const row of rows()) {
    row.hidden = isEmpty(row);
    row.draggable = true;
    const cell = row.insertCell();
    cell.className = "agenda-moves";
    for (const [act, sign] of [["up", "↑"], ["down", "↓"], ["remove", "×"]]) cell.append(makeButton(act, sign));
  }
  const add = document.createElement("button");
  add.type = "button";
  add.textContent = words.add;
  table.closest(".scroll-x").after(add);

  function makeButton(act, sign) {
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.act = act;
    button.textContent = sign;
    return button;
  }

  // Writes the order into the numbers, the names of the buttons, and the sum.
  function note() {
    const there = shown();
    rows().forEach((row, place) => (fieldOf(row, "place").value = place + 1));
    there.forEach((row, place) => {
      for (const button of row.querySelectorAll("[data-act]")) {
        button.setAttribute("aria-label", `${words[button.dataset.act]}: ${nameOf(row)}`);
        button.disabled = (button.dataset.act === "up" && place === 0) || (button.dataset.act === "down" && place === there.length - 1);
      }
    });
    add.hidden = !rows().some((row) => row.hidden);
    const minutes = there.reduce((sum, row) => sum + (Number(fieldOf(row, "minutes").value) || 0), 0);
    const line = document.querySelector("[data-minutes]");
    if (line) line.textContent = words.total.replace("{minutes}", minutes);
  }

  function tell(row) {
    announce(words.moved.replace("{step}", nameOf(row)).replace("{number}", shown().indexOf(row) + 1), { topic: "agenda" });
  }

  body.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-act]");
    if (!button) return;
    const row = button.closest("tr");
    const there = shown();
    const place = there.indexOf(row);
    if (button.dataset.act === "up") there[place - 1].before(row);
    if (button.dataset.act === "down") there[place + 1].after(row);
    if (button.dataset.act === "remove") {
      fieldOf(row, "phase").value = "";
      row.hidden = true;
      body.append(row);
    }
    note();
    if (row.hidden) {
      const next = shown()[Math.min(place, shown().length - 1)];
      (next?.querySelector("[data-act=remove]") ?? add).focus();
    } else {
      tell(row);
      (button.disabled ? row.querySelector("[data-act]:not([disabled])") : button).focus();
    }
  });
  add.addEventListener("click", () => {
    const row = rows().find(({ hidden }) => hidden);
    row.hidden = false;
    note();
    fieldOf(row, "phase").focus();
  });
  body.addEventListener("input", note);

  let dragged = null;
  body.addEventListener("dragstart", ({ target, dataTransfer }) => {
    dragged = target.closest("tr");
    dataTransfer.effectAllowed = "move";
  });
  body.addEventListener("dragover", (event) => {
    const over = event.target.closest("tr");
    if (!dragged || !over || over === dragged) return;
    event.preventDefault();
    const { top, height } = over.getBoundingClientRect();
    if (event.clientY > top + height / 2) over.after(dragged);
    else over.before(dragged);
  });
  body.addEventListener("drop", (event) => event.preventDefault());
  body.addEventListener("dragend", () => {
    if (!dragged) return;
    note();
    tell(dragged);
    dragged = null;
  });
  note();
}
