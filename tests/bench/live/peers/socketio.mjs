// A Socket.IO server that passes on what is posted to it, and tells it to who comes later.

import { createServer } from "node:http";
import { Server } from "socket.io";

let latest = null;

const http = createServer((request, response) => {
  let body = "";
  request.setEncoding("utf8");
  request.on("data", (part) => (body += part));
  request.on("end", () => {
    latest = JSON.parse(body);
    io.emit("news", latest);
    response.end("sent");
  });
});
const io = new Server(http, { perMessageDeflate: false, httpCompression: false, serveClient: false });
io.on("connection", (socket) => latest && socket.emit("news", latest));
http.listen({ host: "127.0.0.1", port: 0, backlog: 4096 }, () => console.log(http.address().port));
