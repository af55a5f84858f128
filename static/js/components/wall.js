// The screen: lays each news over the stage and shows whether it is connected. Words follow at once;
// a picture glides to its aim before it takes another one.

import { showConnection } from "../lib/connection.js";
import { morph } from "../lib/morph.js";
import { listen } from "../lib/live.js";

const GLIDE_MS = 1000;

export default function wall(body) {
  const stage = () => document.getElementById("stage");
  let newest = null;
  let framed = "";
  let aimedAt = -GLIDE_MS;
  let timer = 0;

  function show(news) {
    newest = news;
    // What the desk does with the wall is seen at once, and so is another step of the meeting.
    const frame = JSON.stringify([news.epoch, news.phase, news.wall, news.still, news.ends]);
    const now = performance.now();
    const glides = frame === framed && now - aimedAt < GLIDE_MS;
    morph(stage(), news.html, { leave: glides ? "[data-picture]" : "" });
    framed = frame;
    clearTimeout(timer);
    if (glides) timer = setTimeout(() => show(newest), aimedAt + GLIDE_MS - now);
    else aimedAt = now;
  }

  const connection = showConnection(body);
  const live = listen({
    auth: { audience: "wall", code: body.dataset.code, key: body.dataset.key },
    epoch: body.dataset.epoch,
    revision: body.dataset.revision,
    url: body.dataset.news,
    followsAnswers: true,
    onNews: (news) => {
      if (body.dataset.wall === "gone") return;
      // The desk has taken this screen away, or another desk has it now.
      if (news.code !== undefined && news.code !== body.dataset.code) return location.reload();
      body.dataset.wall = news.wall;
      body.dataset.still = String(news.still);
      show(news);
      document.getElementById("clock").dataset.ends = news.ends ?? "";
    },
    onRoom: ({ html }) => {
      const room = document.getElementById("room");
      // An answer that comes after the phase is told of the phase before.
      if (room && html.includes(`data-step="${room.dataset.step}"`)) morph(room, html);
    },
    // Nothing of a workshop that is gone stays on the screen: not its code, not its pictures.
    onDenied: (_, status) => {
      if (status !== 404) return;
      clearTimeout(timer);
      body.dataset.wall = "gone";
      for (const part of body.querySelectorAll("[data-title], #stage, .join-corner, .wall-state")) part.remove();
      body.querySelector("[data-when-gone]").hidden = false;
      document.title = body.querySelector("[data-when-gone]").textContent;
    },
    onConnection: (on) => {
      connection.onConnection(on);
      // A screen that was taken away is let go of: it looks at once.
      if (!on && !body.dataset.key) live.refetch();
    },
    onFetch: connection.onFetch,
  });
}
