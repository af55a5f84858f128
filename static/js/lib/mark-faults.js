// The faults of a form that was sent by a script: each is shown at its field, and the first field gets the focus.

// Returns whether there is a field to correct. `faults` are lists of sentences by the field's name.
export function showFaults(form, faults = {}) {
  for (const old of form.querySelectorAll(".fault[data-made]")) old.remove();
  for (const field of form.querySelectorAll("[data-faulty]")) clear(field);
  const faulty = Object.entries(faults)
    .map(([name, sentences]) => [form.elements[name], sentences])
    .filter(([field]) => field instanceof HTMLElement && field.type !== "hidden");
  for (const [field, sentences] of faulty) mark(field, sentences);
  faulty[0]?.[0].focus();
  return faulty.length > 0;
}

function mark(field, sentences) {
  const line = document.createElement("p");
  line.className = "fault";
  line.id = `${field.id}-fault-now`;
  line.dataset.made = "";
  line.textContent = sentences.join(" ");
  (field.closest(".row, .field") ?? field).after(line);
  field.dataset.faulty = field.getAttribute("aria-describedby") ?? "";
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", `${field.dataset.faulty} ${line.id}`.trim());
}

function clear(field) {
  field.removeAttribute("aria-invalid");
  if (field.dataset.faulty) field.setAttribute("aria-describedby", field.dataset.faulty);
  else field.removeAttribute("aria-describedby");
  delete field.dataset.faulty;
}
