// Keeps a page at the present state of its workshop: updates come by socket, a GET fetches what was missed, and
// polling takes over where no socket gets through.

import { openSocket } from "./live-socket.js";
import { createRefetch } from "./refetch.js";
import { learnTime } from "./server-clock.js";
import { State } from "./state.js";

const POLL_MS = 5000;
const STALE_MS = 15000;
const SPREAD_MS = 1000;
// Longer than the interval at which the server sends what was answered in the room.
const SAMPLED_MS = 1500;

// `onNews` gets every state that is not older than the last. `isComplete` tells whether an update holds all that is
// shown, or only says that there is something to fetch. `onFetch` gets whether a request was answered. `onDenied`
// gets the server's answer to a page that may not listen any more, and its status (404: the workshop is deleted).
// With `followsAnswers`, what people answer within a revision is fetched, too; its number grows with every answer.
export function listen({
  auth,
  epoch,
  revision,
  url,
  onNews,
  isComplete = () => true,
  followsAnswers = false,
  onBeat = () => {},
  onRoom = () => {},
  onTrouble = () => {},
  onDenied = () => {},
  onConnection = () => {},
  onFetch = () => {},
}) {
  const state = new State(epoch, revision);
  let heardAt = Date.now();
  // How many answers are shown, and of which epoch: in another one the count may be lower.
  let shown = { epoch, answers: 0 };
  const socket = openSocket(auth);
  const onAnswer = () => (heardAt = Date.now());
  const { refetch, wake } = createRefetch({ url, socket, applyUpdate, onAnswer, onFetch, onTrouble, onDenied });
  const force = () => refetch({ force: true });
  // A whole hall that missed the same update does not ask in the same moment.
  const refetchSoon = () => setTimeout(refetch, Math.random() * SPREAD_MS);

  function hasMore({ epoch, answers = 0 }) {
    return epoch === shown.epoch ? answers > shown.answers : answers > 0;
  }

  function applyUpdate(news) {
    heardAt = Date.now();
    if (hasMore(news)) shown = { epoch: news.epoch, answers: news.answers };
    // An update that is only announced counts as missed until it has been fetched.
    if (!isComplete(news)) {
      if (state.isBehind(news)) refetch();
    } else if (state.accept(news)) onNews(news);
  }

  function applyBeat(beat) {
    heardAt = Date.now();
    learnTime(beat.now);
    onBeat(beat);
    onTrouble(beat.trouble);
    if (followsAnswers && hasMore(beat)) setTimeout(() => hasMore(beat) && force(), SAMPLED_MS);
    // While its database is away, the server beats without a revision.
    if (beat.epoch && state.isBehind(beat)) setTimeout(() => state.isBehind(beat) && refetch(), Math.random() * SPREAD_MS);
  }

  function applyRoom(room) {
    // Of two server processes, the one that looked earlier may send later.
    if (room.epoch === shown.epoch && room.answers < shown.answers) return;
    if (hasMore(room)) shown = { epoch: room.epoch, answers: room.answers };
    onRoom(room);
  }

  socket.on("news", applyUpdate);
  socket.on("beat", applyBeat);
  socket.on("room", applyRoom);
  // The workshop is deleted, or this page was sent away: the answer to a fetch says which.
  socket.on("gone", refetchSoon);
  socket.on("connect", () => onConnection(true));
  socket.on("disconnect", (reason) => {
    onConnection(false);
    if (reason === "io server disconnect") refetchSoon();
  });
  setInterval(() => {
    if (!socket.connected || Date.now() - heardAt > STALE_MS) refetch();
  }, POLL_MS);
  document.addEventListener("visibilitychange", () => document.hidden || wake());
  addEventListener("pageshow", (event) => event.persisted && wake());
  return { state, refetch, socket };
}
