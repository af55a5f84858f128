// Shows the name of the chosen file in the language of the page; the browser's control has the browser's language.

import { announce } from "../lib/say.js";

export default function filePicker(root) {
  const input = root.querySelector("input[type=file]");
  const name = root.querySelector("[data-file]");
  const tell = () => (name.textContent = input.files[0]?.name ?? name.dataset.none);
  input.addEventListener("change", () => announce(tell(), { topic: "file" }));
  // A restored page may still have its file.
  tell();
}
