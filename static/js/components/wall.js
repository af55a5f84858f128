// The screen: lays each news over the stage and shows whether it is connected.

import { lay } from "../lib/lay.js";
import { listen } from "../lib/live.js";

export default function wall(body) {
  const stage = () => document.getElementById("stage");
  listen({
    auth: { audience: "wall", code: body.dataset.code, key: body.dataset.key },
    epoch: stage().dataset.epoch,
    revision: stage().dataset.revision,
    url: body.dataset.news,
    onNews: (news) => {
      lay(stage(), news.html);
      document.getElementById("clock").dataset.ends = news.ends ?? "";
    },
    onRoom: ({ html }) => {
      const room = document.getElementById("room");
      // An answer that comes after the phase is told of the phase before.
      if (room && html.includes(`data-step="${room.dataset.step}"`)) lay(room, html);
    },
    onConnection: (on) => {
      body.dataset.connection = on ? "on" : "off";
      body.querySelector("[data-when-off]").hidden = on;
    },
  });
}
