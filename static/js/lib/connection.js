// Shows the state of the connection as a word: connected, connected but slower (the page polls), or not connected.
// A short interruption (the page changes, the socket reconnects) is not shown.

import { announce } from "./say.js";

const PATIENCE_MS = 2500;

export function showConnection(body) {
  const word = document.querySelector(".live-word");
  let state = "connecting";
  let on = false;
  let told = true;
  let timer = 0;

  function set(next) {
    clearTimeout(timer);
    timer = 0;
    if (next === state) return;
    state = next;
    body.dataset.live = state;
    if (!word) return;
    word.textContent = word.dataset[state];
    if (state === "away") announce(word.dataset.lost, { topic: "connection" });
    else if (!told) announce(word.dataset.back, { topic: "connection" });
    told = state !== "away";
  }

  function lose() {
    if (state !== "away") timer ||= setTimeout(() => set("away"), PATIENCE_MS);
  }

  if (word) word.hidden = false;
  return {
    onConnection(connected) {
      on = connected;
      body.dataset.connection = on ? "on" : "off";
      if (on) set("live");
      else lose();
    },
    // Without a socket: whether a request was answered.
    onFetch(reached) {
      if (on) return;
      if (reached) set("slow");
      else lose();
    },
  };
}
