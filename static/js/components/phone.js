// The phone's head and verdict follow the room; the page itself only changes when the meeting
// moves on, so that nothing moves under a finger.

import { lay } from "../lib/lay.js";
import { listen } from "../lib/live.js";
import { flush, onOutbox } from "../lib/outbox.js";

const HEIGHT = 44;
const BOTTOM = 46;

export default function phone(body) {
  const { code, epoch, revision, news, home } = body.dataset;
  let seen = Number(revision);
  showOutbox(code);
  listen({
    auth: { audience: "phone", code },
    epoch,
    revision,
    url: news,
    onNews: async (fresh) => {
      show(fresh);
      const sent = await flush(code);
      // A form that is being filled stays; only the page that follows the meeting is laid anew,
      // and only when something on it is different.
      if (location.pathname === home && (sent || fresh.page !== body.dataset.page || touchesMine(fresh, seen))) {
        body.dataset.page = fresh.page;
        refresh(home);
      }
      seen = fresh.revision;
    },
    onConnection: (on) => {
      body.dataset.connection = on ? "on" : "off";
      if (on) flush(code);
    },
  });
}

function touchesMine({ touched }, seen) {
  const mine = new Set([...document.querySelectorAll("[data-proposal]")].map(({ dataset }) => dataset.proposal));
  return touched.some(([revision, id]) => revision > seen && mine.has(id));
}

async function refresh(home) {
  const answer = await fetch(home);
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  lay(document.getElementById("main"), fresh.getElementById("main").outerHTML);
}

function show({ tank, words, ends }) {
  const said = words[document.documentElement.lang] ?? words.en;
  put("phase", said.phase);
  document.getElementById("clock").dataset.ends = ends ?? "";
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
