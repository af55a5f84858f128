// The phone's head and verdict follow the room at once. The page itself only changes when the meeting moves on, so
// that nothing moves under a finger.

import { showConnection } from "../lib/connection.js";
import { listen } from "../lib/live.js";
import { oneAtATime } from "../lib/one-at-a-time.js";
import { flush, onOtherTabs } from "../lib/outbox.js";
import { adoptStyles, readDocument } from "../lib/page.js";
import { postOver } from "../lib/post.js";
import { announce, dropSaid, sayChanges, showTold } from "../lib/say.js";
import { showJoinAgain, showWorkshopDeleted } from "../phone/access-ended.js";
import { phaseOf, showHead } from "../phone/head.js";
import { checkOpenForms } from "../phone/open-forms.js";
import { showOutbox } from "../phone/outbox-banner.js";
import { announceOwnProposals, concernsOwnProposals, createSentCheck, rememberOwnProposals } from "../phone/own-proposals.js";
import { keepTypedForms, listTypedForms } from "../phone/typed-forms.js";

const SPREAD_MS = 2000;

export default function phone(body) {
  const { code, epoch, revision, news, home } = body.dataset;
  const isHome = location.pathname === home;
  let seen = Number(revision);
  let page = body.dataset.page;
  let phase = "";
  let trouble = null;
  let isDenied = false;
  let step = Number(body.dataset.step);
  const dropOutdatedSent = createSentCheck();
  const connection = showConnection(body);
  showOutbox(code);
  if (isHome) beginHome();
  const { socket, refetch, state } = listen({
    auth: { audience: "phone", code },
    epoch,
    revision,
    url: news,
    onNews: applyNews,
    // Somebody at the same table has decided.
    onRoom: (room) => isTableBehind(room) && refresh(),
    onTrouble: (now) => {
      // The server can store again: send what waits, but not from the whole hall in the same moment.
      if (trouble && !now) setTimeout(() => flush(code), Math.random() * SPREAD_MS);
      trouble = now;
    },
    onDenied: ({ what, now }, status) => {
      isDenied = true;
      if (status === 404) showWorkshopDeleted(what, now);
      else showJoinAgain(what, now, home);
    },
    onConnection: (on) => {
      connection.onConnection(on);
      if (on) flush(code);
    },
    onFetch: connection.onFetch,
  });
  postOver(socket);
  // The home page lists what was stored, whichever tab sent it.
  document.addEventListener("handlingsrom:stored", ({ detail }) => {
    announce(detail.said || body.dataset.sent, { topic: "said" });
    if (isHome) refresh();
  });
  addEventListener("pageshow", ({ persisted }) => persisted && isHome && refresh());

  function beginHome() {
    rememberOwnProposals();
    // What was sent is shown once, not after a reload.
    if (location.search) history.replaceState(null, "", home);
    showTold();
    document.addEventListener("handlingsrom:told", showTold);
    // The same person may have answered in another tab, or with another phone.
    onOtherTabs(code, () => refresh());
    document.addEventListener("visibilitychange", () => document.hidden || refresh());
  }

  function applyNews(fresh) {
    showHead(fresh);
    if (fresh.step !== step) announce(body.dataset.moved.replace("{phase}", () => phaseOf(fresh)), { topic: "phase" });
    step = fresh.step;
    sayChanges();
    document.dispatchEvent(new CustomEvent("handlingsrom:news"));
    const moved = fresh.page !== page;
    const touched = concernsOwnProposals(fresh, seen);
    page = fresh.page;
    phase = fresh.phase;
    seen = fresh.revision;
    // What was refused may be accepted now that the meeting has moved on.
    if (moved) flush(code, { all: true });
    // A form that is being filled in stays. Only the home page follows the meeting, and only when something on it
    // is different; what it said about something sent before the meeting moved on may not be true any more.
    if (isHome && moved) dropSaid();
    if (isHome && (moved || touched || isTableBehind(fresh))) refresh();
    else if (!isHome && touched) announceOwnProposals(home);
    if (!isHome && moved) checkForms();
  }

  const checkForms = oneAtATime(() => checkOpenForms(phase));

  const refresh = oneAtATime(async () => {
    const fetched = await readDocument(home);
    if (fetched && !state.isAhead(fetched.body.dataset)) {
      // Only now: a first visit does without it.
      const [{ morph }] = await Promise.all([import("../lib/morph.js"), adoptStyles(fetched)]);
      const typed = listTypedForms();
      morph(document.getElementById("main"), fetched.getElementById("main").outerHTML);
      keepTypedForms(code, typed);
      dropOutdatedSent();
      rememberOwnProposals();
    } else if (!isDenied) {
      // No answer, or one that is older than the last update: again later, and not the whole hall together.
      setTimeout(refresh, SPREAD_MS * (0.5 + Math.random()));
      // The phone may have lost its participant: the answer to this tells.
      refetch();
    }
  });
}

// Whether the page shows an older decision of its table than the room has.
function isTableBehind({ tables = {} }) {
  const own = document.querySelector("[data-table]");
  return own !== null && (tables[own.dataset.table] ?? 0) > Number(own.dataset.serial);
}
