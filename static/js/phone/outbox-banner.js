// The banner under the phone's head: what waits to be sent, and what was refused, with its two buttons.

import { keepDraft } from "../components/draft.js";
import { goTo } from "../lib/navigation.js";
import { flush, forget, onOutbox } from "../lib/outbox.js";
import { announce } from "../lib/say.js";

const WAITS_MS = 1500;

export function showOutbox(code) {
  const box = document.getElementById("outbox");
  const [line, choices] = box.children;
  const [open, drop] = choices.children;
  let timer = 0;
  let announced = "";

  // What is stored within a moment need not be announced as waiting.
  function announceSoon(words) {
    clearTimeout(timer);
    if (words && words !== announced) timer = setTimeout(() => announce((announced = words), { topic: "outbox" }), WAITS_MS);
    if (!words) announced = "";
  }

  function show(items) {
    const refused = items.find(({ refused }) => refused);
    const focused = document.activeElement;
    box.hidden = !items.length;
    choices.hidden = !refused;
    // The focused button is gone together with its item.
    if (box.contains(focused) && !focused.checkVisibility?.()) document.getElementById("main").focus({ preventScroll: true });
    line.textContent = describe(items, refused);
    announceSoon(items.length ? line.textContent : "");
    if (refused) offer(refused);
  }

  function describe(items, refused) {
    if (!refused) return describeWaiting(items);
    const { title, refused: why, unsent } = refused;
    // Functions as replacements: the words may hold dollar signs.
    if (unsent) return why.replace("{title}", () => title);
    return box.dataset.refused.replace("{title}", () => title).replace("{why}", () => why);
  }

  function describeWaiting(items) {
    const template = items.length === 1 ? box.dataset.waitingOne : box.dataset.waitingMany;
    const trouble = items.find((item) => item.trouble)?.trouble;
    return [trouble, template.replace("{number}", items.length)].filter(Boolean).join(" ");
  }

  function offer(item) {
    // What was typed and never sent has no page any more to go back to.
    open.hidden = Boolean(item.unsent);
    open.href = item.page;
    open.onclick = (event) => {
      event.preventDefault();
      // Its fields go back into the form; the item itself would be sent a second time.
      if (item.drafted && keepDraft(item.url, item.fields)) forget(code, item.id);
      goTo(item.page);
    };
    drop.onclick = () => forget(code, item.id);
  }

  onOutbox(code, show);
  flush(code, { all: true });
}
