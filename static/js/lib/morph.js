// Lays fresh HTML from the server over an element: what stays, stays (focus, typed text, drawings),
// what changed, glides. Elements with data-keep are left as they are, and so is what matches `leave`;
// those with data-made, which scripts made and the server does not know, stay where they are.

import { Idiomorph } from "../../vendor/idiomorph.esm.js";

export function morph(element, html, { leave = "" } = {}) {
  const focused = element.contains(document.activeElement) ? document.activeElement : null;
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
      // Only we write them: which behaviours an element has, and that a heading may take the focus.
      beforeAttributeUpdated: (name, _, what) => name !== "data-bound" && !(name === "tabindex" && what === "remove"),
    },
  });
  keepFocus(focused);
  const laid = document.getElementById(element.id) ?? element;
  laid.dispatchEvent(new CustomEvent("handlingsrom:morphed", { bubbles: true }));
}

// What had the focus and was only moved has it again; where it is gone, the page's content has it, so that Tab
// does not begin at the top of the window.
function keepFocus(focused) {
  if (!focused || document.activeElement !== document.body) return;
  if (focused.isConnected) focused.focus({ preventScroll: true });
  if (document.activeElement === document.body) document.getElementById("main")?.focus({ preventScroll: true });
}

// Whether somebody has typed, ticked or chosen something in a field since it came.
function isAltered(field) {
  if (field.matches("input[type=checkbox], input[type=radio]")) return field.checked !== field.defaultChecked;
  if (field.matches("textarea, input:not([type=hidden])")) return field.value !== field.defaultValue;
  if (!field.matches("select")) return false;
  const first = [...field.options].findIndex(({ defaultSelected }) => defaultSelected);
  return field.selectedIndex !== Math.max(0, first);
}
