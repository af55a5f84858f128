// The wall: morphs each update into the stage, and shows whether it is connected. A picture finishes its transition
// before it takes another update, and the words beside it wait with it: they never say another figure than it shows.
// A second language is shown in turn, or beside the first.

import { showConnection } from "../lib/connection.js";
import { morph } from "../lib/morph.js";
import { listen } from "../lib/live.js";
import { watchMoments } from "./moments.js";
import { watchScale } from "./rescaled.js";
import { createSecondStage } from "./second-stage.js";

const GLIDE_MS = 1000;
// As long as a wall with two languages shows each.
const TURN_MS = 15_000;

export default function wall(body) {
  const stage = () => document.getElementById("stage");
  let newest = null;
  let framed = "";
  let aimedAt = -GLIDE_MS;
  let timer = 0;
  let isTurned = false;
  let hasHeardRoom = false;
  let turning = 0;

  const second = createSecondStage(body, stage);
  // The present language of what comes in one or two.
  const spoken = ({ html, other }) => (isTurned && other && !second.isShown() ? other : html);

  function show(news) {
    // A language that was just chosen is the first in turn, so that the desk sees what it did.
    if (Boolean(news.other) !== Boolean(newest?.other)) takeTurn(Boolean(newest && news.other));
    newest = news;
    // What the desk does with the wall is shown at once, and so is another step of the meeting.
    const frame = JSON.stringify([news.epoch, news.phase, news.wall, news.still, news.ends]);
    const now = performance.now();
    const glides = frame === framed && now - aimedAt < GLIDE_MS && stage().querySelector("[data-picture]");
    clearTimeout(timer);
    if (glides) {
      timer = setTimeout(() => show(newest), aimedAt + GLIDE_MS - now);
      return;
    }
    second.show(news.beside ? news.other : "");
    // What people answered while the picture waited is newer than what came with it.
    morph(stage(), spoken(news), { leave: frame === framed && hasHeardRoom ? "#room" : "" });
    framed = frame;
    aimedAt = now;
    document.querySelector("[data-phase-name]").textContent = stage().dataset.name ?? "";
  }

  function takeTurn(turned) {
    isTurned = turned;
    clearTimeout(turning);
    turning = setTimeout(() => {
      takeTurn(!isTurned);
      if (newest?.other) show(newest);
    }, TURN_MS);
  }

  watchMoments(body);
  watchScale(body);
  document.querySelector("[data-phase-name]").textContent = stage().dataset.name ?? "";
  takeTurn(false);
  const connection = showConnection(body);
  const live = listen({
    auth: { audience: body.dataset.audience, code: body.dataset.code, key: body.dataset.key },
    epoch: body.dataset.epoch,
    revision: body.dataset.revision,
    url: body.dataset.news,
    followsAnswers: true,
    // On somebody's own device the phone's short news only say that there is something to fetch.
    // A screen that was taken away, or has another workshop, gets a code and no picture.
    isComplete: ({ html, code }) => html !== undefined || code !== undefined,
    onNews: (news) => {
      if (body.dataset.wall === "gone") return;
      // The desk has disconnected this screen, or another desk has it now.
      if (news.code !== undefined && news.code !== body.dataset.code) return location.reload();
      body.dataset.wall = news.wall;
      body.dataset.still = String(news.still);
      hasHeardRoom = false;
      show(news);
      document.getElementById("clock").dataset.ends = news.ends ?? "";
    },
    onRoom: (said) => {
      const html = spoken(said);
      const room = document.getElementById("room");
      // A message about the room may arrive after the next phase has begun.
      if (!room || !html?.includes(`data-step="${room.dataset.step}"`)) return;
      hasHeardRoom = true;
      morph(room, html);
      second.showRoom(said.other);
    },
    // Nothing of a deleted workshop stays on the screen, neither its code nor its pictures.
    onDenied: (_, status) => {
      if (status !== 404) return;
      clearTimeout(timer);
      body.dataset.wall = "gone";
      for (const part of body.querySelectorAll("[data-title], #stage, .wall-head, .join-corner, .wall-state")) part.remove();
      body.querySelector("[data-when-gone]").hidden = false;
      document.title = body.querySelector("[data-when-gone]").textContent;
    },
    onConnection: (on) => {
      connection.onConnection(on);
      // The server disconnects a screen that was taken away: fetch at once what it shows now.
      if (!on && !body.dataset.key && body.dataset.audience === "wall") live.refetch();
    },
    onFetch: connection.onFetch,
  });
}
