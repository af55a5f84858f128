// Fetches the present state of a workshop with a conditional GET. Requests run one at a time. `url` is an address, or
// a function that returns one.

import { fetchJson } from "./fetch-ours.js";
import { oneAtATime } from "./one-at-a-time.js";
import { learnTime } from "./server-clock.js";

const DENIED = [401, 403, 404];

// `onAnswer` is called with every answer of the server, before anything else; `applyUpdate` with a new state. The
// other callbacks are those of `listen` in live.js.
export function createRefetch({ url, socket, applyUpdate, onAnswer, onFetch, onTrouble, onDenied }) {
  let etag = "";
  let forced = false;
  let denied = false;
  let retriesDenied = false;

  const run = oneAtATime(async () => {
    // Several events report the same end, and each of them asks for a fetch: one answer is enough.
    if (denied && !retriesDenied) return;
    const isForced = forced;
    forced = retriesDenied = false;
    if (isForced) etag = "";
    try {
      // The browser's own cache also has the ETag, and would send it where we do not.
      const headersSent = etag && { "If-None-Match": etag };
      const { status, headers, answer } = await fetchJson(typeof url === "function" ? url() : url, { cache: "no-store", headers: headersSent });
      onAnswer();
      onFetch(true);
      // A beat has a more exact time and newer trouble than this answer.
      if (!socket.connected) learnTime(Date.parse(headers.get("Date")));
      if (status === 503) onTrouble(answer.trouble);
      else if (!socket.connected) onTrouble(null);
      setDenied(status, answer);
      if (status !== 200) return;
      applyUpdate(answer);
      // Only after it is shown: with the new ETag, the next answer would be that nothing has changed.
      etag = headers.get("ETag") ?? "";
    } catch {
      // The network is away; the next beat or poll tries again.
      onFetch(false);
      forced ||= isForced;
      retriesDenied ||= denied;
    }
  });

  // The page may not listen (any longer): its cookies are gone, its screen was taken away, its workshop deleted.
  function setDenied(status, answer) {
    const wasDenied = denied;
    denied = DENIED.includes(status);
    if (denied) {
      socket.disconnect();
      onDenied(answer, status);
    } else if (wasDenied) socket.connect();
  }

  return {
    // With `force`, the ETag is left out: what changes within a revision is fetched, too.
    refetch({ force = false } = {}) {
      forced ||= force;
      return run();
    },
    // For a page that was asleep: also a page that was denied asks once more.
    wake() {
      retriesDenied = denied;
      // Do not wait for the next try of a socket that gave up meanwhile.
      if (!denied && !socket.connected) socket.disconnect().connect();
      return run();
    },
  };
}
