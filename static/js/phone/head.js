// The phone's head and verdict: phase, clock, the two sentences, and the beam: how much of the gap is closed.

export function showHead({ closed, words, ends }) {
  const { phase, lead, detail } = wordsOf(words);
  setText("phase", phase);
  document.getElementById("clock").dataset.ends = ends ?? "";
  setText("lead", lead);
  setText("detail", detail);
  document.getElementById("small-beam").setAttribute("width", `${100 * closed}%`);
}

// The name of the phase in the language of the page.
export function phaseOf({ words }) {
  return wordsOf(words).phase;
}

function wordsOf(words) {
  return words[document.documentElement.lang] ?? words.en;
}

function setText(id, text) {
  const element = document.getElementById(id);
  if (element && element.textContent !== text) element.textContent = text;
}
