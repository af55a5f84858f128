// Opens the socket over which the server sends updates.

import { io } from "../../vendor/socket.io.esm.min.js";

const OPEN_MS = 8000;
const WEBSOCKET_FIRST = ["websocket", "polling"];
const POLLING_FIRST = ["polling", "websocket"];

export function openSocket(auth) {
  const socket = io({
    auth,
    // A WebSocket first: one request instead of four. Where it is refused, polling follows at once.
    transports: WEBSOCKET_FIRST,
    tryAllTransports: true,
    timeout: OPEN_MS,
    // Jitter spreads a hall of phones that lost the network at the same moment.
    reconnectionDelay: 1000,
    reconnectionDelayMax: 8000,
    randomizationFactor: 0.9,
  });
  // Some proxies let a WebSocket open and carry nothing, or never answer: swap the order then.
  socket.on("connect_error", () => {
    const { opts } = socket.io;
    opts.transports = opts.transports === WEBSOCKET_FIRST ? POLLING_FIRST : WEBSOCKET_FIRST;
  });
  // The browser does not keep a page with an open socket in its back/forward cache.
  addEventListener("pagehide", () => socket.disconnect());
  return socket;
}
