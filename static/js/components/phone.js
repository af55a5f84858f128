// The phone's head and verdict follow the room; the page itself only changes when the meeting
// moves on, so that nothing moves under a finger.

import { listen } from "../lib/live.js";
import { flush, onOutbox } from "../lib/outbox.js";

const HEIGHT = 44;
const BOTTOM = 46;

export default function phone(body) {
  const { code, epoch, revision, news, home } = body.dataset;
  showOutbox(code);
  listen({
    auth: { audience: "phone", code },
    epoch,
    revision,
    url: news,
    onNews: (fresh) => {
      show(fresh);
      flush(code).then((sent) => {
        // Only the page that follows the meeting moves on; a form that is being filled stays.
        const stays = location.pathname !== home;
        if (!stays && (sent || fresh.phase !== body.dataset.phase)) location.reload();
      });
    },
    onConnection: (on) => {
      body.dataset.connection = on ? "on" : "off";
      if (on) flush(code);
    },
  });
}

function show({ tank, words }) {
  const said = words[document.documentElement.lang] ?? words.en;
  put("phase", said.phase);
  put("lead", said.lead);
  put("detail", said.detail);
  const rectangle = (id, top, height) => {
    const shape = document.getElementById(id);
    shape.setAttribute("y", BOTTOM - HEIGHT * top);
    shape.setAttribute("height", HEIGHT * height);
  };
  rectangle("small-water", tank.within, tank.within);
  rectangle("small-spill", tank.within + tank.over, tank.over);
}

function put(id, text) {
  const element = document.getElementById(id);
  if (element && element.textContent !== text) element.textContent = text;
}

function showOutbox(code) {
  const line = document.getElementById("outbox");
  onOutbox(code, (items) => {
    const refused = items.find(({ refused }) => refused);
    line.hidden = !items.length;
    if (refused) {
      line.textContent = line.dataset.refused.replace("{title}", refused.title).replace("{why}", refused.refused);
    } else {
      line.textContent = (items.length === 1 ? line.dataset.waitingOne : line.dataset.waitingMany).replace("{number}", items.length);
    }
  });
  flush(code);
}
