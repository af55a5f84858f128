// Names the file that is chosen, in words of the page: the browser's own control has the browser's.

import { announce } from "../lib/say.js";

export default function filePicker(root) {
  const input = root.querySelector("input[type=file]");
  const name = root.querySelector("[data-file]");
  const tell = () => (name.textContent = input.files[0]?.name ?? name.dataset.none);
  input.addEventListener("change", () => announce(tell(), { topic: "file" }));
  // A page that comes back may have its file still.
  tell();
}
