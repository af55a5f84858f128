// Listens to a workshop: news by socket, healed by one GET when something was missed, and by
// polling where no socket gets through. `onNews` gets every state that is not older than the last;
// `isWhole` tells whether news are all that is shown, or only say that there is something to fetch;
// `onReach` tells whether an answer came that was asked for; `onDenied` gets what the server says to a page
// that may not listen any more, and its status (404: the workshop is deleted). With `followsAnswers`
// also what people answer within a revision is healed; its number grows with every answer.

import { io } from "../../vendor/socket.io.esm.min.js";
import { oneAtATime } from "./one-at-a-time.js";
import { reachData } from "./reach.js";
import { learnTime } from "./server-clock.js";
import { State } from "./state.js";

const POLL_MS = 5000;
const STALE_MS = 15000;
const OPEN_MS = 8000;
const SPREAD_MS = 1000;
// Longer than the time within which a room is told what was answered.
const SAMPLED_MS = 1500;
const STRAIGHT = ["websocket", "polling"];
const ROUNDABOUT = ["polling", "websocket"];

export function listen({
  auth,
  epoch,
  revision,
  url,
  onNews,
  isWhole = () => true,
  followsAnswers = false,
  onBeat = () => {},
  onRoom = () => {},
  onTrouble = () => {},
  onDenied = () => {},
  onConnection = () => {},
  onReach = () => {},
}) {
  const state = new State(epoch, revision);
  let heardAt = Date.now();
  let tag = "";
  // How many answers are shown, of which epoch: in another one the count may be lower.
  let shown = { epoch, answers: 0 };
  let asksAnew = false;
  let denied = false;
  let looksAgain = false;

  const socket = io({
    auth,
    // A WebSocket first: one request instead of four. What refuses it gets polling at once.
    transports: STRAIGHT,
    tryAllTransports: true,
    timeout: OPEN_MS,
    // Jitter spreads a hall of phones that lost the network at the same moment.
    reconnectionDelay: 1000,
    reconnectionDelayMax: 8000,
    randomizationFactor: 0.9,
  });
  // Some proxies let a WebSocket open and carry nothing, or never answer: then the other way round.
  socket.on("connect_error", () => {
    const { opts } = socket.io;
    opts.transports = opts.transports === STRAIGHT ? ROUNDABOUT : STRAIGHT;
  });

  function hasMore({ epoch, answers = 0 }) {
    return epoch === shown.epoch ? answers > shown.answers : answers > 0;
  }

  function hear(news) {
    heardAt = Date.now();
    if (hasMore(news)) shown = { epoch: news.epoch, answers: news.answers };
    // What is only announced counts as missed until it has been fetched.
    if (!isWhole(news)) {
      if (state.isBehind(news)) heal();
    } else if (state.take(news)) onNews(news);
  }

  const ask = oneAtATime(async () => {
    // Several things tell of the same end, and each of them asks: one answer is enough.
    if (denied && !looksAgain) return;
    const anew = asksAnew;
    asksAnew = looksAgain = false;
    if (anew) tag = "";
    try {
      // The browser's own cache knows the tag, too, and would ask with it where we do not.
      const { status, headers, answer } = await reachData(url, { cache: "no-store", headers: tag && { "If-None-Match": tag } });
      heardAt = Date.now();
      onReach(true);
      // A beat knows better than these headers, and says so.
      if (!socket.connected) learnTime(Date.parse(headers.get("Date")));
      if (status === 503) onTrouble(answer.trouble);
      else if (!socket.connected) onTrouble(null);
      // Not (any longer) for this page: its cookies are gone, its screen was taken away, its workshop deleted.
      const wasDenied = denied;
      denied = [401, 403, 404].includes(status);
      if (denied) {
        socket.disconnect();
        onDenied(answer, status);
      } else if (wasDenied) socket.connect();
      if (status !== 200) return;
      hear(answer);
      // Not before it is shown: the next answer would be that nothing has changed.
      tag = headers.get("ETag") ?? "";
    } catch {
      // The network is away; the next beat or poll tries again.
      onReach(false);
      asksAnew ||= anew;
      looksAgain ||= denied;
    }
  });

  // With `anew` also what changes within a revision is fetched.
  function heal({ anew = false } = {}) {
    asksAnew ||= anew;
    return ask();
  }

  socket.on("news", hear);
  socket.on("beat", (beat) => {
    heardAt = Date.now();
    learnTime(beat.now);
    onBeat(beat);
    onTrouble(beat.trouble);
    if (followsAnswers && hasMore(beat)) setTimeout(() => hasMore(beat) && heal({ anew: true }), SAMPLED_MS);
    // While its database is away, the server beats without a revision. A whole hall that missed the same
    // news does not ask in the same moment.
    if (beat.epoch && state.isBehind(beat)) setTimeout(() => state.isBehind(beat) && heal(), Math.random() * SPREAD_MS);
  });
  socket.on("room", (room) => {
    // Of two processes the one that looked earlier may tell later.
    if (room.epoch === shown.epoch && room.answers < shown.answers) return;
    if (hasMore(room)) shown = { epoch: room.epoch, answers: room.answers };
    onRoom(room);
  });
  // The workshop is deleted, or this page was sent away: the answer to this says what. A whole hall does
  // not ask in the same moment.
  const healSoon = () => setTimeout(heal, Math.random() * SPREAD_MS);
  socket.on("gone", healSoon);
  socket.on("connect", () => onConnection(true));
  socket.on("disconnect", (reason) => {
    onConnection(false);
    if (reason === "io server disconnect") healSoon();
  });
  setInterval(() => {
    if (!socket.connected || Date.now() - heardAt > STALE_MS) heal();
  }, POLL_MS);
  // A phone that was asleep, or a page that comes back from the browser's cache, asks at once, and
  // does not wait for the next try of a socket that gave up meanwhile.
  function wake() {
    looksAgain = denied;
    if (!denied && !socket.connected) socket.disconnect().connect();
    heal();
  }
  document.addEventListener("visibilitychange", () => document.hidden || wake());
  // A page with an open socket would not be kept at all.
  addEventListener("pagehide", () => socket.disconnect());
  addEventListener("pageshow", (event) => event.persisted && wake());
  return { state, heal, socket };
}
