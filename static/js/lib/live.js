// Listens to a workshop: news by socket, healed by one GET when something was missed, and by
// polling where no socket gets through. `onNews` gets every state that is not older than the last;
// `onDenied` what the server says to a page that may not listen any more.

import { io } from "../../vendor/socket.io.esm.min.js";
import { learnTime } from "./server-clock.js";
import { State } from "./state.js";

const POLL_MS = 5000;
const STALE_MS = 15000;
const OPEN_MS = 8000;
const STRAIGHT = ["websocket", "polling"];
const ROUNDABOUT = ["polling", "websocket"];

export function listen({ auth, epoch, revision, url, onNews, onBeat = () => {}, onRoom = () => {}, onTrouble = () => {}, onDenied = () => {}, onConnection = () => {} }) {
  const state = new State(epoch, revision);
  let heardAt = Date.now();
  let tag = "";
  let healing = false;
  let again = false;
  let denied = false;

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

  function hear(news) {
    heardAt = Date.now();
    if (state.take(news)) onNews(news);
  }

  // With `anew` also what changes within a revision is fetched.
  async function heal({ anew = false } = {}) {
    if (anew) tag = "";
    // What is asked for meanwhile may be newer than the answer that is under way.
    again = healing;
    if (healing) return;
    healing = true;
    do {
      again = false;
      await ask();
    } while (again);
    healing = false;
  }

  async function ask() {
    try {
      const headers = { Accept: "application/json", ...(tag && { "If-None-Match": tag }) };
      // The browser's own cache knows the tag, too, and would ask with it where we do not.
      const answer = await fetch(url, { cache: "no-store", headers });
      if (answer.status === 503) onTrouble((await answer.json()).trouble);
      if (answer.status === 200) {
        tag = answer.headers.get("ETag") ?? "";
        hear(await answer.json());
      } else if (answer.status === 304) {
        heardAt = Date.now();
      }
      denied = answer.status === 401 || answer.status === 403;
      if (denied) onDenied(await answer.json());
    } catch {
      // The network is away; the next beat or poll tries again.
    }
  }

  socket.on("news", hear);
  socket.on("beat", (beat) => {
    heardAt = Date.now();
    learnTime(beat.now);
    onBeat(beat);
    onTrouble(beat.trouble);
    // While its database is away, the server beats without a revision.
    if (beat.epoch && state.isBehind(beat)) heal();
  });
  socket.on("room", onRoom);
  socket.on("connect", () => onConnection(true));
  socket.on("disconnect", () => onConnection(false));
  setInterval(() => {
    if (!denied && (!socket.connected || Date.now() - heardAt > STALE_MS)) heal();
  }, POLL_MS);
  // A phone that was asleep, or a page that comes back from the browser's cache, asks at once, and
  // does not wait for the next try of a socket that gave up meanwhile.
  function wake() {
    if (!socket.connected) socket.disconnect().connect();
    heal();
  }
  document.addEventListener("visibilitychange", () => document.hidden || wake());
  // A page with an open socket would not be kept at all.
  addEventListener("pagehide", () => socket.disconnect());
  addEventListener("pageshow", (event) => event.persisted && wake());
  return { state, heal, socket };
}
