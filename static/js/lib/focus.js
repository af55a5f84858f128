// Where the focus goes after a press at the desk. If the pressed button is gone or does something else by then, the
// focus goes to the next card that waits, else to the heading of the list; never to the page, and never to a button
// that does something else.

const FORGET_MS = 10_000;
let pressed = null;

export function notePress(form, button) {
  const item = form.closest("li[data-list]");
  const list = item?.dataset.list;
  const items = list ? itemsOf(list).map(({ id }) => id) : [];
  const place = items.indexOf(item?.id);
  pressed = {
    form,
    button,
    item: item?.id,
    list,
    // First the cards that follow, then those before.
    others: [...items.slice(place + 1), ...items.slice(0, Math.max(0, place)).reverse()],
    label: button?.closest("li") ? button.textContent : "",
    action: form.action,
    // Set when the press is answered: until its revision is shown, nothing has changed.
    revision: Infinity,
    heading: headingBefore(item ?? form),
    until: performance.now() + FORGET_MS,
  };
}

// The press was stored as this revision; without a revision it was refused, and nothing changes.
export function noteAnswer(form, revision) {
  if (pressed?.form !== form) return;
  if (revision === undefined) return forget();
  pressed.revision = revision;
  settleFocus();
}

// Call it after the board has been morphed or a press was answered.
export function settleFocus() {
  if (!pressed || performance.now() > pressed.until) return;
  const { form, button, item, list, others, label, action, revision } = pressed;
  if (Number(document.getElementById("board")?.dataset.revision) < revision) return;
  const active = document.activeElement;
  const isLost = active === document.body || active === document.getElementById("main");
  // The facilitator has moved the focus elsewhere.
  if (!isLost && active !== button && !form.contains(active)) return forget();
  if (list) {
    const card = document.getElementById(item);
    if (card?.dataset.list !== list) {
      const next = others.map((id) => document.getElementById(id)).find((other) => other?.dataset.list === list);
      return land(next ? titleOf(next) : findHeading());
    }
    if (!isUsable(button) || button.form?.action !== action) land(titleOf(card));
    else if (isLost) button.focus();
    return;
  }
  // Rows of a list move up: the button may belong to another row by now.
  const isSame = button.closest("li") ? button.textContent === label : !label;
  const stays = isUsable(button) && button.form?.action === action && isSame;
  if (!stays) land(summaryOf(form) ?? findHeading());
  else if (isLost) button.focus();
}

function forget() {
  pressed = null;
}

function land(element) {
  forget();
  if (!element) return;
  if (!element.matches("a[href], button, summary, input")) element.tabIndex = -1;
  element.focus();
}

const itemsOf = (list) => [...document.querySelectorAll(`li[data-list="${list}"]`)];

// The element that names a card.
const titleOf = (card) => card.querySelector("h3 a, h3") ?? card;

const isUsable = (button) => button.isConnected && !button.disabled && button.checkVisibility?.() !== false;

// The summary of the details that were closed after the press.
function summaryOf(form) {
  const details = form.isConnected ? form.closest("details:not([open])") : null;
  return details?.querySelector("summary") ?? null;
}

function headingBefore(element) {
  const headings = [...document.querySelectorAll("main :is(h1, h2, h3)")].filter((heading) => !heading.closest("li"));
  return headings.reverse().find((heading) => heading.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING);
}

function findHeading() {
  const { heading, form } = pressed;
  if (heading?.isConnected) return heading;
  return (form.isConnected && headingBefore(form)) || document.querySelector("main h1, main h2");
}
