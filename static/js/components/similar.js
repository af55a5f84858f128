// Lists similar proposals while a title is typed.

import { fetchWhileTyping } from "../lib/fetch-while-typing.js";

export default function similar(root) {
  fetchWhileTyping(root.querySelector("input"), root.querySelector("[data-found]"), root.dataset.url);
}
