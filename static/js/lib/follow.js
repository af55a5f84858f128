// Asks the server for a piece of HTML that follows what is typed into a field.

const PAUSE_MS = 200;

export function follow(input, container, url) {
  let timer = 0;
  let latest = 0;
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE_MS);
  });
  // Somebody has typed before the scripts came, or a draft was put back.
  if (input.value !== input.defaultValue) ask();

  async function ask() {
    const turn = ++latest;
    try {
      const answer = await fetch(`${url}?${new URLSearchParams({ q: input.value })}`);
      // Answers may overtake each other; only the newest counts.
      if (answer.ok && turn === latest) container.innerHTML = await answer.text();
    } catch {
      // Without network nothing is suggested; writing goes on.
    }
  }
}
