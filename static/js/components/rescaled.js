// Says for a while that the enlarged blocks of the bridge have another scale: else they seem to have shrunk.

const SAID_MS = 10_000;

export function watchScale() {
  const times = () => document.querySelector(".bridge-times");
  let known = times()?.textContent ?? "";
  let until = 0;

  // Each update lays the element as the server writes it, without the class.
  function look() {
    const now = times()?.textContent ?? "";
    if (known && now && now !== known) {
      until = performance.now() + SAID_MS;
      setTimeout(() => performance.now() >= until && times()?.classList.remove("rescaled"), SAID_MS + 50);
    }
    known = now;
    times()?.classList.toggle("rescaled", performance.now() < until);
  }

  document.addEventListener("handlingsrom:morphed", look);
}
