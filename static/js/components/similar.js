// While somebody writes a title: what is there already and says nearly the same.

import { follow } from "../lib/follow.js";

export default function similar(root) {
  follow(root.querySelector("input"), root.querySelector("[data-found]"), root.dataset.url);
}
