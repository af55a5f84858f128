// Lays fresh HTML from the server over an element: what stays, stays (focus, typed text, drawings),
// what changed, glides. Elements with data-keep are left as they are, and so is what matches `leave`;
// those with data-made, which scripts made and the server does not know, stay where they are.

import { Idiomorph } from "../../vendor/idiomorph.esm.js";

export function lay(element, html, { leave = "" } = {}) {
  Idiomorph.morph(element, html, {
    morphStyle: "outerHTML",
    callbacks: {
      beforeNodeMorphed(old, fresh) {
        if (!(old instanceof Element)) return true;
        if (old.hasAttribute("data-keep") || (leave && old.matches(leave))) return false;
        // The field under somebody's fingers is theirs.
        if (old === document.activeElement && old.matches("input, textarea, select")) return false;
        // What somebody opened stays open, and what they typed stays typed.
        if (old.tagName === "DETAILS" && fresh instanceof Element) fresh.toggleAttribute("open", old.open);
        return !isAltered(old);
      },
      beforeNodeRemoved: (old) => !(old instanceof Element && old.hasAttribute("data-made")),
      // Only we write it: which behaviours an element has.
      beforeAttributeUpdated: (name) => name !== "data-bound",
    },
  });
  const laid = document.getElementById(element.id) ?? element;
  laid.dispatchEvent(new CustomEvent("handlingsrom:laid", { bubbles: true }));
}

// Whether somebody has typed, ticked or chosen something in a field since it came.
function isAltered(field) {
  if (field.matches("input[type=checkbox], input[type=radio]")) return field.checked !== field.defaultChecked;
  if (field.matches("textarea, input:not([type=hidden])")) return field.value !== field.defaultValue;
  if (!field.matches("select")) return false;
  const first = [...field.options].findIndex(({ defaultSelected }) => defaultSelected);
  return field.selectedIndex !== Math.max(0, first);
}
