// The desk: lays fresh HTML over the board whenever the workshop changes.

import { showConnection } from "../lib/connection.js";
import { settleFocus } from "../lib/focus.js";
import { morph } from "../lib/morph.js";
import { listen } from "../lib/live.js";
import { announce, say } from "../lib/say.js";

const MINUTE_MS = 60_000;

export default function desk(body) {
  let told = null;
  let denied = "";
  const board = () => document.getElementById("board");
  const connection = showConnection(body);
  const live = listen({
    auth: { audience: "desk", code: body.dataset.code },
    epoch: board().dataset.epoch,
    revision: board().dataset.revision,
    url: body.dataset.news,
    // The socket only says that something changed; what the desk shows is fetched.
    isComplete: ({ html }) => html !== undefined,
    followsAnswers: true,
    onNews: ({ html }) => {
      morph(board(), html);
      settleFocus();
    },
    onBeat: ({ connected }) => put("connected", connected),
    onTrouble: (trouble) => {
      const line = document.getElementById("trouble");
      line.hidden = !trouble;
      for (const words of line.children) {
        words.hidden = words.dataset.trouble !== trouble;
        if (!words.hidden && trouble !== told) announce(words.textContent.trim(), { topic: "trouble" });
      }
      told = trouble;
    },
    // The desk was taken away, or the helper's link: what stands here is old from now on.
    onDenied: ({ what, now }, status) => {
      // It is asked again and again, and heard once.
      const words = `${what} ${now}`;
      if (words !== denied) say(words, false);
      denied = words;
      // The workshop is deleted: nothing of it stays on the page.
      if (status === 404) board().replaceChildren();
    },
    onRoom: ({ joined, connected, answered, full }) => {
      put("joined", joined);
      put("connected", connected);
      if (answered !== null) put("answered", answered);
      // What people answer stands on the desk, too, in some phases.
      if (board().querySelector("[data-follows]") || full !== (board().querySelector("[data-full]") !== null)) live.refetch({ force: true });
    },
    ...connection,
  });
  function put(id, number) {
    const figure = document.getElementById(id);
    if (figure) figure.textContent = String(number);
  }
  // Delay and ages grow although nothing changes.
  setInterval(() => document.hidden || live.refetch({ force: true }), MINUTE_MS);
  document.addEventListener("handlingsrom:sent", () => live.refetch());
}
