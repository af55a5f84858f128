// Lays fresh HTML from the server over an element: what stays, stays (focus, typed text, drawings),
// what changed, glides. Elements with data-keep are left as they are, and so is what matches `leave`.

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
        if (old.matches("textarea, input:not([type=hidden])") && old.value !== old.defaultValue) return false;
        return true;
      },
      // Only we write it: which behaviours an element has.
      beforeAttributeUpdated: (name) => name !== "data-bound",
    },
  });
  const laid = document.getElementById(element.id) ?? element;
  laid.dispatchEvent(new CustomEvent("handlingsrom:laid", { bubbles: true }));
}
