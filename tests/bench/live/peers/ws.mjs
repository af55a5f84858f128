// The floor: WebSockets without a protocol above them. Each text frame is ready before the loop.

import { createServer } from "node:http";
import { WebSocketServer } from "ws";

let latest = null;

const http = createServer((request, response) => {
  let body = "";
  request.setEncoding("utf8");
  request.on("data", (part) => (body += part));
  request.on("end", () => {
    latest = Buffer.from(`42["news",${body}]`);
    for (const client of sockets.clients) client.send(latest, { binary: false });
    response.end("sent");
  });
});
const sockets = new WebSocketServer({ server: http, perMessageDeflate: false });
sockets.on("connection", (client) => latest && client.send(latest, { binary: false }));
http.listen({ host: "127.0.0.1", port: 0, backlog: 4096 }, () => console.log(http.address().port));
