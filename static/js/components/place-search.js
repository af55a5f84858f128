// Finds a place while its name is typed, and fills in its id.

const PAUSE_MS = 200;

export default function placeSearch(root) {
  const input = root.querySelector("input");
  const choices = root.querySelector(".place-choices");
  let timer = 0;
  let latest = 0;
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(search, PAUSE_MS);
  });
  choices.addEventListener("click", (event) => {
    const button = event.target.closest("[data-place]");
    if (!button) return;
    input.value = button.dataset.place;
    const chosen = document.createElement("p");
    chosen.className = "quiet";
    chosen.textContent = button.textContent;
    choices.replaceChildren(chosen);
    input.focus();
  });

  async function search() {
    const turn = ++latest;
    const answer = await fetch(`${root.dataset.url}?${new URLSearchParams({ q: input.value })}`);
    if (answer.ok && turn === latest) choices.innerHTML = await answer.text();
  }
}
