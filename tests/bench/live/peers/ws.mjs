// The floor: WebSockets without a protocol above them. Each text frame is ready before the loop.

import { createServer } from "node:http";
import { WebSocketServer } from "ws";

let latest = null;

const http = createServer();
const sockets = new WebSocketServer({ server: http, perMessageDeflate: false });
sockets.on("connection", (client) => {
  if (latest) client.send(latest, { binary: false });
  client.on("message", (frame) => {
    latest = frame;
    for (const each of sockets.clients) each.send(latest, { binary: false });
    client.send('430["sent"]');
  });
});
http.listen({ host: "127.0.0.1", port: 0, backlog: 4096 }, () => console.log(http.address().port));
