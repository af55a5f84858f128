// The phone's head and verdict follow the room; the page itself only changes when the meeting
// moves on, so that nothing moves under a finger.

import { goTo } from "../lib/arrive.js";
import { showConnection } from "../lib/connection.js";
import { lay } from "../lib/lay.js";
import { listen } from "../lib/live.js";
import { tellNotNow } from "../lib/not-now.js";
import { flush, forget, keep, onOutbox } from "../lib/outbox.js";
import { oneAtATime } from "../lib/one-at-a-time.js";
import { readDocument } from "../lib/page.js";
import { reachData } from "../lib/reach.js";
import { announce, dropSaid, sayChanges, sayOnce } from "../lib/say.js";
import { newOperationId, sendOver } from "../lib/send.js";
import { recallHere, rememberHere } from "../lib/storage.js";
import { keepDraft } from "./draft.js";

const SPREAD_MS = 2000;
const WAITS_MS = 1500;
const MINE = "mine";
const HEIGHT = 44;
const BOTTOM = 46;

export default function phone(body) {
  const { code, epoch, revision, news, home } = body.dataset;
  const isHome = location.pathname === home;
  let seen = Number(revision);
  let page = body.dataset.page;
  let phase = "";
  let trouble = null;
  let outside = false;
  let step = Number(body.dataset.step);
  const connection = showConnection(body);
  showOutbox(code);
  if (isHome) rememberMine();
  const { socket, heal, state } = listen({
    auth: { audience: "phone", code },
    epoch,
    revision,
    url: news,
    onNews: (fresh) => {
      show(fresh);
      if (fresh.step !== step) announce(body.dataset.moved.replace("{phase}", () => phaseOf(fresh)), { topic: "phase" });
      step = fresh.step;
      sayChanges();
      const moved = fresh.page !== page;
      const touched = touchesMine(fresh, seen);
      page = fresh.page;
      phase = fresh.phase;
      seen = fresh.revision;
      // What was refused may be taken now that the meeting has moved on.
      if (moved) flush(code, { all: true });
      // A form that is being filled stays; only the page that follows the meeting is laid anew,
      // and only when something on it is different.
      // What was said of something sent before the meeting moved on may not be so any more.
      if (isHome && moved) dropSaid();
      if (isHome && (moved || touched || isDecided(fresh))) refresh();
      else if (!isHome && touched) sayMine(home);
      if (!isHome && moved) look();
    },
    // Somebody at the same table has decided: look again.
    onRoom: (room) => isDecided(room) && refresh(),
    onTrouble: (now) => {
      // It can be stored again: what waits goes out, but not from the whole hall in the same moment.
      if (trouble && !now) setTimeout(() => flush(code), Math.random() * SPREAD_MS);
      trouble = now;
    },
    onDenied: ({ what, now }, status) => {
      outside = true;
      if (status === 404) return showEnd(what, now);
      showDoor(what, now, home);
    },
    onConnection: (on) => {
      connection.onConnection(on);
      if (on) flush(code);
    },
    onReach: connection.onReach,
  });
  sendOver(socket);
  // What of mine is stored belongs on the page that lists it, whoever sent it and when.
  document.addEventListener("handlingsrom:stored", ({ detail }) => {
    announce(detail.said || body.dataset.sent, { topic: "said" });
    if (isHome) refresh();
  });
  addEventListener("pageshow", ({ persisted }) => persisted && isHome && refresh());

  // A form on a page of its own stays as it is, and says whether it can still be sent. Most know in which
  // phases they can; the others ask, so that not a whole hall does.
  const look = oneAtATime(async () => {
    for (const form of document.querySelectorAll("form")) {
      const box = form.querySelector(".not-now");
      if (!box) continue;
      const { phases, closed } = box.dataset;
      if (phases) tellNotNow(form, phases.split(" ").includes(phase) ? null : closed);
      else await ask(form);
    }
  });

  const refresh = oneAtATime(async () => {
    const there = await readDocument(home);
    if (there && !state.isAhead(there.body.dataset)) {
      const typed = typedForms();
      lay(document.getElementById("main"), there.getElementById("main").outerHTML);
      keepTyped(code, typed);
      rememberMine();
    } else if (!outside) {
      // No answer, or one from before what was heard: once more, and not the whole hall together.
      setTimeout(refresh, SPREAD_MS * (0.5 + Math.random()));
      // Or the page is somebody else's by now, or nobody's: the answer to this says so.
      heal();
    }
  });
}

// The forms in which something stands that was not sent, with what each says.
function typedForms() {
  const forms = [...document.querySelectorAll("#main form[data-title]")].filter((form) => form.ariaBusy !== "true");
  return forms
    .map((form) => ({ form, url: form.action, title: form.dataset.title, fields: [...new FormData(form).entries()], typed: typedIn(form) }))
    .filter(({ typed }) => typed);
}

function typedIn(form) {
  const fields = [...form.querySelectorAll("input:not([type=hidden], [type=radio], [type=checkbox]), textarea")];
  return fields.filter(({ value, defaultValue }) => value.trim() && value !== defaultValue).map(({ value }) => value).join(", ");
}

// The meeting moved on while somebody typed, and the page has another form now: what they typed is kept
// beside what waits, and is sent only when they ask for it.
function keepTyped(code, forms) {
  for (const { form, url, title, fields, typed } of forms) {
    if (form.isConnected && form.action === url) continue;
    const { unsent } = document.getElementById("outbox").dataset;
    keep(code, { id: newOperationId(), url, page: location.pathname, fields, title: `${title}: ${typed}`, replaces: url, refused: unsent, unsent: true });
  }
}

async function ask(form) {
  try {
    const { ok, status, answer, text } = await reachData(location.href, { cache: "no-store" });
    const there = ok ? new DOMParser().parseFromString(text, "text/html").querySelector(".not-now") : null;
    const over = [404, 409].includes(status);
    if (over) tellNotNow(form, `${answer.what} ${answer.now}`, { over });
    else if (there) tellNotNow(form, there.hidden ? null : there.querySelector("[data-why]").textContent);
  } catch {
    // The network is away; the server says so when the form is sent.
  }
}

function isDecided({ tables = {} }) {
  const own = document.querySelector("[data-table]");
  return own !== null && (tables[own.dataset.table] ?? 0) > Number(own.dataset.serial);
}

function touchesMine({ touched }, seen) {
  // What others proposed and stands on this page may have been hidden or reworded: nobody reads it any longer.
  const shown = [...document.querySelectorAll("[data-shown]")].map(({ dataset }) => dataset.shown);
  const mine = new Set([...listMine(), ...(recallHere(MINE) ?? []), ...shown]);
  return touched.some(([revision, id]) => revision > seen && mine.has(id));
}

function listMine() {
  return [...document.querySelectorAll("[data-proposal], [data-mine]")].map(({ dataset }) => dataset.proposal ?? dataset.mine);
}

// Only the phone's own page lists what is mine; the others know it from there.
function rememberMine() {
  rememberHere(MINE, listMine());
}

// Says on any page what became of a proposal of mine: the phone's own page has the words.
async function sayMine(home) {
  const there = await readDocument(home);
  for (const { dataset } of there?.querySelectorAll('[data-say^="proposal-"]') ?? []) {
    sayOnce(dataset.says, { topic: dataset.say });
  }
}

function phaseOf({ words }) {
  return (words[document.documentElement.lang] ?? words.en).phase;
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
  const rim = BOTTOM - HEIGHT * tank.budget;
  document.getElementById("small-glass").setAttribute("d", `M4 ${rim} L4 ${BOTTOM} L36 ${BOTTOM} L36 ${rim}`);
}

function put(id, text) {
  const element = document.getElementById(id);
  if (element && element.textContent !== text) element.textContent = text;
}

// The workshop is deleted: nothing of it stays on the phone's page.
function showEnd(what, now) {
  const [said, more] = [document.createElement("h1"), document.createElement("p")];
  said.textContent = what;
  more.textContent = now;
  document.getElementById("main").replaceChildren(said, more);
  document.querySelector(".phone-head")?.remove();
  document.title = what;
}

// The phone belongs to nobody any more: its own page leads to the door from now on.
function showDoor(what, now, home) {
  const box = document.getElementById("outbox");
  const door = document.createElement("a");
  door.href = home;
  door.textContent = now;
  box.firstElementChild.replaceChildren(`${what} `, door);
  box.hidden = false;
  sayOnce(box.firstElementChild.textContent, { topic: "door" });
}

function showOutbox(code) {
  const box = document.getElementById("outbox");
  const [line, choices] = box.children;
  const [open, drop] = choices.children;
  let telling = 0;
  let told = "";
  // What is stored within a moment need not be said to wait.
  const tell = (words) => {
    clearTimeout(telling);
    if (words && words !== told) telling = setTimeout(() => announce((told = words), { topic: "outbox" }), WAITS_MS);
    if (!words) told = "";
  };
  const show = (items) => {
    const refused = items.find(({ refused }) => refused);
    const focused = document.activeElement;
    box.hidden = !items.length;
    choices.hidden = !refused;
    // What had the focus is gone with what it was about.
    if (box.contains(focused) && !focused.checkVisibility?.()) document.getElementById("main").focus({ preventScroll: true });
    const said = refused ? (refused.unsent ? tellUnsent : tellRefused)(refused) : tellWaiting(items);
    line.textContent = said;
    tell(items.length ? said : "");
    if (!refused) return;
    // What was only typed has no page any more to go back to.
    open.hidden = Boolean(refused.unsent);
    open.href = refused.page;
    open.onclick = (event) => {
      event.preventDefault();
      // What was in it goes back into its form; the item itself would come a second time.
      if (refused.drafted && keepDraft(refused.url, refused.fields)) forget(code, refused.id);
      goTo(refused.page);
    };
    drop.onclick = () => forget(code, refused.id);
  };
  const tellRefused = ({ title, refused: why }) => box.dataset.refused.replace("{title}", () => title).replace("{why}", () => why);
  const tellUnsent = ({ title, refused: why }) => why.replace("{title}", () => title);
  const tellWaiting = (items) => {
    const waiting = (items.length === 1 ? box.dataset.waitingOne : box.dataset.waitingMany).replace("{number}", items.length);
    return [items.find(({ trouble }) => trouble)?.trouble, waiting].filter(Boolean).join(" ");
  };
  onOutbox(code, show);
  flush(code, { all: true });
}
