// While somebody writes a title: what is there already and says nearly the same.

import { fetchWhileTyping } from "../lib/fetch-while-typing.js";

export default function similar(root) {
  fetchWhileTyping(root.querySelector("input"), root.querySelector("[data-found]"), root.dataset.url);
}
