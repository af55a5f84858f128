// A list that is longer than its place on the wall: shows as many whole entries as fit, and turns to the next ones by
// itself. The element .page-of before it says which page is shown. Without scripts, the first entries are there.

const TURN_MS = 8000;

export default function pages(list) {
  let first = 0;
  const place = list.parentElement.querySelector(".page-of");

  function lay() {
    if (!list.isConnected) return clearInterval(turning);
    const entries = [...list.children];
    for (const entry of entries) entry.classList.remove("turned");
    const { bottom } = list.getBoundingClientRect();
    // Entries beside each other begin at the same height, so that a page ends with a whole row.
    const starts = [0];
    while (starts.length < entries.length) {
      const from = starts[starts.length - 1];
      for (const [number, entry] of entries.entries()) entry.classList.toggle("turned", number < from);
      const over = entries.findIndex((entry, number) => number > from && entry.getBoundingClientRect().bottom > bottom + 1);
      if (over < 0) break;
      starts.push(over);
    }
    if (!starts.includes(first)) first = Math.max(...starts.filter((start) => start <= first));
    const page = starts.indexOf(first);
    const end = starts[page + 1] ?? entries.length;
    for (const [number, entry] of entries.entries()) entry.classList.toggle("turned", number < first || number >= end);
    // Less than one entry fits: an entry that is cut says less than none.
    if (entries[first]?.getBoundingClientRect().bottom > bottom + 1) entries[first].classList.add("turned");
    if (place) place.textContent = starts.length > 1 ? `${page + 1}/${starts.length}` : "";
    return starts;
  }

  function turn() {
    const starts = lay();
    if (!starts || starts.length < 2) return;
    first = starts[(starts.indexOf(first) + 1) % starts.length];
    lay();
  }

  const turning = setInterval(turn, TURN_MS);
  document.addEventListener("handlingsrom:morphed", lay);
  addEventListener("resize", lay);
  document.fonts.ready.then(lay);
  lay();
}
