// The moments of the wall: a new block drops into place with its name; a warming limit or the budget reached is said
// by the whole wall. What comes meanwhile is one moment with a count. Without motion the words are the same.

const BLOCK_MS = 2000;
const BEAT_MS = 5000;
const DROP_MS = 700;
// As long as the colour of the wall takes to change back.
const CALM_MS = 1300;

export function watchMoments(body) {
  const label = document.getElementById("moment");
  let known = read();
  let step = stepNow();
  let arrived = [];
  let until = 0;
  let timer = 0;
  let named = null;

  // Everything that is so now, by its key.
  function read() {
    const entries = [...document.querySelectorAll("#moments > li")];
    return new Map(entries.map((entry) => [entry.dataset.key, { kind: entry.dataset.kind, text: entry.textContent }]));
  }

  function stepNow() {
    const { phase, epoch } = document.getElementById("stage")?.dataset ?? {};
    return `${phase} ${epoch}`;
  }

  // Compares what is shown now with what was shown before. Another phase is no moment: its picture is new as a whole.
  function look() {
    const now = read();
    const fresh = [...now].filter(([key]) => !known.has(key)).map(([key, moment]) => ({ key, ...moment }));
    const isSame = step === stepNow();
    known = now;
    step = stepNow();
    if (!isSame) return rest();
    const beats = fresh.filter(({ kind }) => kind !== "block");
    const blocks = fresh.filter(({ kind }) => kind === "block");
    for (const { key } of blocks) drop(key);
    if (beats.length) return show(beats[beats.length - 1].text, BEAT_MS, beats[beats.length - 1].kind);
    arrived.push(...blocks);
    if (performance.now() >= until) next();
  }

  function next() {
    clearTimeout(timer);
    const there = arrived.filter(({ key }) => known.has(key));
    arrived = [];
    if (!there.length) return rest();
    const [{ key, text }] = there;
    const words = there.length === 1 ? text : label.dataset.many.replace("#", there.length);
    show(words, BLOCK_MS, "block", there.length === 1 ? blockOf(key) : null);
  }

  function show(words, time, kind, block = null) {
    clearTimeout(timer);
    until = performance.now() + time;
    label.textContent = words;
    label.hidden = false;
    label.dataset.kind = kind;
    body.dataset.moment = kind;
    named = block;
    place();
    timer = setTimeout(next, time);
  }

  // A new block is named above the whole bridge, so that no figure is covered, and over the place of the block.
  function place() {
    const bridge = document.getElementById("bridge");
    if (label.dataset.kind !== "block" || !bridge) return label.removeAttribute("style");
    const frame = bridge.getBoundingClientRect();
    label.style.insetBlockStart = "auto";
    label.style.insetBlockEnd = `${innerHeight - frame.top}px`;
    // As wide as its words: at the place that it had last, it may be too near the edge.
    label.style.insetInlineStart = "0";
    const block = (named ?? bridge).getBoundingClientRect();
    const { width } = label.getBoundingClientRect();
    const start = Math.max(frame.left, block.left + (block.width - width) / 2);
    label.style.insetInlineStart = `${Math.min(frame.right - width, start)}px`;
  }

  function rest() {
    arrived = [];
    until = 0;
    clearTimeout(timer);
    label.hidden = true;
    if (body.dataset.moment === undefined) return;
    body.dataset.moment = "calm";
    timer = setTimeout(() => delete body.dataset.moment, CALM_MS);
  }

  const blockOf = (key) => document.getElementById(`loupe-${key}`) ?? document.getElementById(`block-${key}`);

  // Animations of the script run on while the wall's picture is morphed.
  function drop(key) {
    const still = body.dataset.still === "true" || matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (still) return;
    for (const name of ["loupe", "block"])
      document
        .getElementById(`${name}-${key}`)
        ?.querySelector(".fill")
        ?.animate([{ transform: "translateY(-40vh)", opacity: 0 }, { transform: "none", opacity: 1 }], {
          duration: DROP_MS,
          easing: "cubic-bezier(0.3, 0, 0.4, 1)",
        });
  }

  document.addEventListener("handlingsrom:morphed", look);
  addEventListener("resize", () => label.hidden || place());
}
