// Measures the connection to the server: tries each transport, and times round trips.

import { io } from "../../vendor/socket.io.esm.min.js";
import { fetchOurs } from "./fetch-ours.js";
import { sayOnce } from "./say.js";

const PATIENCE_MS = 5000;
const ROUNDS = 7;
// Nielsen (1993), Usability Engineering, chapter 5.
const INSTANT_MS = 100;
const NOTICED_MS = 1000;

// Resolves to {transport: "websocket" | "polling" | "none" | "away", latency: ms or null}.
export async function probe({ code, key, echo }) {
  for (const transport of ["websocket", "polling"]) {
    const latency = await overSocket(transport, { code, key });
    if (latency !== null) return { transport, latency };
  }
  const latency = await median(() => fetchOurs(echo, { cache: "no-store" }).then(({ ok }) => ok || Promise.reject()));
  return { transport: latency === null ? "away" : "none", latency };
}

export function pace(latency) {
  return latency <= INSTANT_MS ? "instant" : latency <= NOTICED_MS ? "noticed" : "slow";
}

// Shows the elements of `root` whose data-when is among `words`, and hides the others.
export function show(root, words, latency = null) {
  for (const element of root.querySelectorAll("[data-when]")) element.hidden = !words.includes(element.dataset.when);
  const line = root.querySelector(".latency");
  if (line) {
    line.hidden = latency === null;
    line.querySelector("[data-latency]").textContent = `${latency}\u00a0ms`;
  }
  const told = [...root.querySelectorAll("[data-when]:not([hidden])")].filter((element) => !element.querySelector("button"));
  const said = [...told.map(({ textContent }) => textContent), line?.hidden ? "" : line?.textContent];
  sayOnce(said.filter(Boolean).join(" ").replace(/\s+/g, " ").trim(), { topic: root.id || "venue" });
}

async function overSocket(transport, auth) {
  const socket = io("/venue", { auth, transports: [transport], upgrade: false, forceNew: true, reconnection: false, timeout: PATIENCE_MS });
  try {
    await within(PATIENCE_MS, (done, fail) => socket.on("connect", done).on("connect_error", fail));
    return await median(() => socket.timeout(PATIENCE_MS).emitWithAck("echo"));
  } catch {
    return null;
  } finally {
    socket.disconnect();
  }
}

// The median of some round trips in ms, rounded up; null if one of them failed.
async function median(there) {
  const taken = [];
  try {
    for (let round = 0; round < ROUNDS; round++) {
      const begin = performance.now();
      await there();
      taken.push(performance.now() - begin);
    }
  } catch {
    return null;
  }
  return Math.ceil(taken.sort((one, other) => one - other)[(ROUNDS - 1) / 2]);
}

function within(ms, begin) {
  return new Promise((done, fail) => {
    setTimeout(() => fail(new Error("too late")), ms);
    begin(done, fail);
  });
}
