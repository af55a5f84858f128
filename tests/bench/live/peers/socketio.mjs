// A Socket.IO server that passes on what a client hands it, and tells it to who comes later.

import { createServer } from "node:http";
import { Server } from "socket.io";
import * as parser from "socket.io-parser";

// The payload leaves as the text that it came as: the same bytes from every server.
class Text {
  constructor(payload) {
    this.payload = payload;
  }
}

class Encoder extends parser.Encoder {
  encode(packet) {
    const said = packet.data?.[1];
    return said instanceof Text ? [`2["${packet.data[0]}",${said.payload}]`] : super.encode(packet);
  }
}

let latest = null;

const http = createServer();
const io = new Server(http, {
  perMessageDeflate: false,
  httpCompression: false,
  serveClient: false,
  parser: { ...parser, Encoder },
});
io.on("connection", (socket) => {
  if (latest) socket.emit("news", latest);
  socket.on("pass", (payload, acknowledge) => {
    latest = new Text(payload);
    io.emit("news", latest);
    acknowledge("sent");
  });
});
http.listen({ host: "127.0.0.1", port: 0, backlog: 4096 }, () => console.log(http.address().port));
