// A button that prints; without scripts the browser's own menu does.

export default function print(line) {
  line.hidden = false;
  line.querySelector("button").addEventListener("click", () => globalThis.print());
}
