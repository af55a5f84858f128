// The desk: lays fresh HTML over the board whenever the workshop changes.

import { lay } from "../lib/lay.js";
import { listen } from "../lib/live.js";

export default function desk(body) {
  const board = () => document.getElementById("board");
  const live = listen({
    auth: { audience: "desk", code: body.dataset.code },
    epoch: board().dataset.epoch,
    revision: board().dataset.revision,
    url: body.dataset.news,
    // The socket only says that something changed; what the desk shows is fetched.
    onNews: (news) => (news.html ? lay(board(), news.html) : refresh()),
    onBeat: ({ connected }) => put("connected", connected),
    onRoom: ({ joined, connected, answered }) => {
      put("joined", joined);
      put("connected", connected);
      if (answered !== null) put("answered", answered);
    },
    onConnection: (on) => (body.dataset.connection = on ? "on" : "off"),
  });
  function put(id, number) {
    const figure = document.getElementById(id);
    if (figure) figure.textContent = String(number);
  }
  async function refresh() {
    const answer = await fetch(body.dataset.news, { headers: { Accept: "application/json" } });
    if (answer.ok) lay(board(), (await answer.json()).html);
  }
  document.addEventListener("handlingsrom:sent", () => live.heal());
}
