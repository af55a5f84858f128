// Says for a while that the enlarged blocks of the bridge have another scale: else they seem to have shrunk.

const SAID_MS = 10_000;

export function watchScale(body) {
  // Not the words: the wall may show them in two languages in turn.
  const read = () => document.querySelector(".bridge-times")?.dataset.part ?? "";
  let known = read();
  let timer = 0;

  function look() {
    const now = read();
    if (known && now && now !== known) {
      body.dataset.rescaled = "";
      clearTimeout(timer);
      timer = setTimeout(() => delete body.dataset.rescaled, SAID_MS);
    }
    known = now;
  }

  document.addEventListener("handlingsrom:morphed", look);
}
