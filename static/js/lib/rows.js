// The rows of the desk: which of them the page asks for, and that none moves under the pointer or the focus.

const QUEUE = "queue";
const ENTRY = "li.entry";
const HEARD = "handlingsrom:narrowed";

// What came after this moment is only counted until somebody takes it in.
let until = "";
// Whether all is to be taken in, and whether the last request asked for all.
let takesIn = true;
let askedForAll = true;
// Rows that were decided here, which leave at once.
const ours = new WeakSet();

// The address of the news, with what the page looks for and what it shows already.
export function newsAddress(news) {
  const asked = new URLSearchParams(location.search);
  const queue = document.getElementById(QUEUE);
  askedForAll = takesIn;
  if (!takesIn && until && queue?.querySelector(ENTRY)) asked.set("until", until);
  const query = asked.toString();
  return query ? `${news}?${query}` : news;
}

// Notes what the page shows now.
export function noteShown() {
  const queue = document.getElementById(QUEUE);
  if (askedForAll) {
    takesIn = false;
    until = "";
  }
  if (queue?.dataset.until > until) until = queue.dataset.until;
}

// Lets the page look for something else, and calls `onChange` then.
export function followNarrowing(onChange) {
  noteShown();
  document.addEventListener(HEARD, onChange);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-narrow], a[data-take-in]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    lookFor(new URL(link.href).search);
  });
}

export function lookFor(query) {
  takesIn = true;
  history.replaceState(history.state, "", location.pathname + query);
  document.dispatchEvent(new CustomEvent(HEARD));
}

// The row that is being read or pressed.
function rowInHand() {
  return document.activeElement?.closest?.(ENTRY) ?? document.querySelector(`${ENTRY}:hover`);
}

// Notes the rows that a form decides: its own, or those that are selected.
export function noteDecided(form) {
  const chosen = [...form.elements].filter(({ name, checked }) => name === "chosen" && checked);
  for (const element of [form, ...chosen]) if (element.closest(ENTRY)) ours.add(element.closest(ENTRY));
}

// Whether a row that somebody else has decided must stay: it has the focus or the pointer, and the next one would slide under the pointer.
export function isHeld(row) {
  if (!row.matches(ENTRY) || row !== rowInHand() || ours.has(row)) return false;
  for (const button of row.querySelectorAll("button")) if (button !== document.activeElement) button.disabled = true;
  row.dataset.gone = "";
  return true;
}

// Calls `change`, then scrolls by as much as the row that has the focus or the pointer has moved.
export function keepInPlace(change) {
  const row = rowInHand();
  const before = row?.getBoundingClientRect().top;
  change();
  if (!row?.isConnected) return;
  const moved = row.getBoundingClientRect().top - before;
  if (Math.abs(moved) >= 1) scrollBy({ top: moved, behavior: "instant" });
}
