// A list that is longer than its place on the wall: shows as many whole entries as fit, and turns to the next ones by
// itself, or when the desk turns a page. The element whose id is the list's and "-page" says which page is
// shown; another list has another one, so that no number of one list stays beside another. Without scripts, the
// first entries are there.

const TURN_MS = 8000;

export default function pages(list) {
  let first = 0;
  let starts = [0];
  // How many pages the desk has turned; null while nobody leads.
  const led = () => {
    const { turn } = document.getElementById("stage")?.dataset ?? {};
    return turn === undefined ? null : Number(turn);
  };
  let turned = led();
  // Two languages beside each other have a stage each.
  const label = () => (list.closest(".stage") ?? document).querySelector(`#${list.id}-page`);

  function lay() {
    if (!list.isConnected) return clearInterval(turning);
    const entries = [...list.children];
    for (const entry of entries) entry.classList.remove("turned");
    const frame = list.getBoundingClientRect();
    // In a list of columns, what does not fit begins another column beside it.
    const isOver = (entry) => {
      const { bottom, right } = entry.getBoundingClientRect();
      return bottom > frame.bottom + 1 || right > frame.right + 1;
    };
    // Entries beside each other begin at the same height, so that a page ends with a whole row.
    starts = [0];
    while (starts.length < entries.length) {
      const from = starts[starts.length - 1];
      for (const [number, entry] of entries.entries()) entry.classList.toggle("turned", number < from);
      const over = entries.findIndex((entry, number) => number > from && isOver(entry));
      if (over < 0) break;
      starts.push(over);
    }
    if (!starts.includes(first)) first = Math.max(...starts.filter((start) => start <= first));
    const page = starts.indexOf(first);
    const end = starts[page + 1] ?? entries.length;
    for (const [number, entry] of entries.entries()) entry.classList.toggle("turned", number < first || number >= end);
    // Less than one entry fits: an entry that is cut says less than none.
    if (entries[first] && isOver(entries[first])) entries[first].classList.add("turned");
    // Where the desk leads, a single page says that there is no other one.
    const says = starts.length > 1 || led() !== null;
    const shown = label();
    if (shown) shown.textContent = says ? `${page + 1}/${starts.length}` : "";
  }

  function turn(by) {
    const count = starts.length;
    first = starts[(((starts.indexOf(first) + by) % count) + count) % count];
    lay();
  }

  // The desk's turns count from the page that is shown; a wall that has just come counts from the first.
  function follow() {
    lay();
    const now = led();
    if (now !== null && now !== turned) turn(now - (turned ?? 0));
    turned = now;
  }

  const turning = setInterval(() => {
    lay();
    if (list.isConnected && led() === null) turn(1);
  }, TURN_MS);
  document.addEventListener("handlingsrom:morphed", follow);
  addEventListener("resize", lay);
  document.fonts.ready.then(lay);
  lay();
  if (turned) turn(turned);
}
