// Morphs an element into HTML from the server: what is the same keeps its state (focus, typed text, drawings), and
// changed attributes can have transitions. Elements with data-keep are left as they are, and so are those that match
// `leave`; those with data-made, which scripts made and the server does not know, are not removed, and neither are
// those that `hold` returns true for.

import { Idiomorph } from "../../vendor/idiomorph.esm.js";

export function morph(element, html, { leave = "", hold = () => false } = {}) {
  const focused = element.contains(document.activeElement) ? document.activeElement : null;
  Idiomorph.morph(element, html, {
    morphStyle: "outerHTML",
    callbacks: {
      beforeNodeMorphed(old, fresh) {
        if (!(old instanceof Element)) return true;
        if (old.hasAttribute("data-keep") || (leave && old.matches(leave))) return false;
        // Do not touch the field that somebody is typing into.
        if (old === document.activeElement && old.matches("input, textarea, select")) return false;
        // Details stay open or closed, and typed text stays.
        if (old.tagName === "DETAILS" && fresh instanceof Element) fresh.toggleAttribute("open", old.open);
        return !isAltered(old);
      },
      beforeNodeRemoved: (old) => !(old instanceof Element && (old.hasAttribute("data-made") || hold(old))),
      // Only scripts set these: the components of an element, and that a heading may take the focus.
      beforeAttributeUpdated: (name, _, what) => name !== "data-bound" && !(name === "tabindex" && what === "remove"),
    },
  });
  keepFocus(focused);
  const morphed = document.getElementById(element.id) ?? element;
  morphed.dispatchEvent(new CustomEvent("handlingsrom:morphed", { bubbles: true }));
}

// Gives the focus back to an element that was only moved. If the element is gone, the page's content gets the focus,
// so that Tab does not begin at the top of the window.
function keepFocus(focused) {
  if (!focused || document.activeElement !== document.body) return;
  if (focused.isConnected) focused.focus({ preventScroll: true });
  if (document.activeElement === document.body) document.getElementById("main")?.focus({ preventScroll: true });
}

// Whether a field was changed since the page was loaded.
function isAltered(field) {
  if (field.matches("input[type=checkbox], input[type=radio]")) return field.checked !== field.defaultChecked;
  if (field.matches("textarea, input:not([type=hidden])")) return field.value !== field.defaultValue;
  if (!field.matches("select")) return false;
  const first = [...field.options].findIndex(({ defaultSelected }) => defaultSelected);
  return field.selectedIndex !== Math.max(0, first);
}
