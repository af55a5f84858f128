// Shows the name of the chosen file in the language of the page; the browser's control has the browser's language.
// A file that the server would refuse for its size is not sent: the form stays as it is.

import { announce } from "../lib/say.js";

export default function filePicker(root) {
  const input = root.querySelector("input[type=file]");
  const name = root.querySelector("[data-file]");
  const tell = () => {
    const file = input.files[0];
    const wrong = file && file.size > Number(root.dataset.most) ? root.dataset.tooLarge : "";
    input.setCustomValidity(wrong);
    name.textContent = [file?.name ?? name.dataset.none, wrong].filter(Boolean).join(": ");
    return name.textContent;
  };
  input.addEventListener("change", () => announce(tell(), { topic: "file" }));
  // A restored page may still have its file.
  tell();
}
