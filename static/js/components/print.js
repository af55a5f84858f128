// A button that prints. Without scripts it is hidden, and the browser's menu prints.

export default function print(line) {
  line.hidden = false;
  line.querySelector("button").addEventListener("click", () => globalThis.print());
}
