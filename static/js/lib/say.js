// Announcements for screen readers, all through the one live region of the page. What somebody has done or must know
// is announced at once; with `calm`, what changes with every answer in the room, at most every few seconds.
// Elements with data-say="topic" are announced when their text (or data-says) changes, with data-calm calmly. Their
// text at the time when the page loads is not announced: a screen reader reads it as part of the page.

import { focusContent } from "./navigation.js";
import { recall, recallHere, remember, rememberHere } from "./storage.js";

// Announcements within this time are joined into one.
const BREATH_MS = 150;
const APART_MS = 1000;
const CALM_MS = 6000;
// The same words under another topic within this time report the same event and are dropped. Under the same topic
// they report a second event (two presses that are both answered by "Saved") and are announced again.
const ECHO_MS = 4000;
// A screen reader may ignore text that did not change; an invisible character at its end makes it differ.
const AGAIN = "\u00a0";
const CLEAR_MS = 20_000;
const NEXT = "say-next";
// The last announcement of topics that begin like this is remembered on this device: what happened to a proposal while
// its author was away is announced when they come back, once. Its words are also shown ("told"), once.
const KEPT = "proposal-";
const READ = "say-read";
const MOST_KEPT = 200;
const TOLD = "say-told";

const waiting = new Map();
const read = new Map(Object.entries(recall(READ) ?? {}));
let timer = 0;
let clearing = 0;
let spokenAt = -Infinity;
let calmAt = -Infinity;
// Recent announcements by their words, with topic and time.
const echoes = new Map();

// Announces an event, also if the same happened before; for a state that lasts, use sayOnce. A newer announcement of
// a topic replaces the one that still waits, and empty words cancel it.
export function announce(words, { topic = words, calm = false } = {}) {
  if (!words) waiting.delete(topic);
  else waiting.set(topic, { words, calm });
  schedule();
}

function schedule() {
  clearTimeout(timer);
  if (!waiting.size) return;
  const now = performance.now();
  const due = [...waiting.values()].map(({ calm }) => (calm ? calmAt + CALM_MS : now));
  timer = setTimeout(speak, Math.max(now + BREATH_MS, spokenAt + APART_MS, Math.min(...due)) - now);
}

function speak() {
  const region = document.getElementById("announcer");
  const now = performance.now();
  const isCalmDue = now >= calmAt + CALM_MS;
  const said = [];
  for (const [topic, { words, calm }] of waiting) {
    if (calm && !isCalmDue) continue;
    waiting.delete(topic);
    if (isEcho(words, topic, now)) continue;
    echoes.set(words, { topic, at: now });
    said.push(words);
    if (calm) calmAt = now;
  }
  const words = said.join(" ");
  if (region && words) {
    const line = document.createElement("span");
    line.textContent = region.textContent === words ? words + AGAIN : words;
    region.replaceChildren(line);
    spokenAt = now;
    clearTimeout(clearing);
    clearing = setTimeout(() => region.replaceChildren(), CLEAR_MS);
  }
  schedule();
}

function isEcho(words, topic, now) {
  for (const [each, { at }] of echoes) if (now > at + ECHO_MS) echoes.delete(each);
  const echo = echoes.get(words);
  return echo !== undefined && echo.topic !== topic;
}

// Announces changes of the elements with data-say, also of new ones.
export function sayChanges() {
  for (const element of document.querySelectorAll("[data-say]")) {
    if (element.closest("[hidden]")) continue;
    const { say: topic, calm } = element.dataset;
    const words = wordsOf(element);
    sayOnce(words, { topic, calm: calm !== undefined });
  }
}

// The words of an element, with a space between its parts also where the HTML has none.
function wordsOf(element) {
  const pieces = [];
  const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) pieces.push(texts.currentNode.data);
  return (element.dataset.says ?? pieces.join(" ")).replace(/\s+/g, " ").replace(/ (?=[.,;:])/g, "").trim();
}

// Announces words of a topic unless they are its last announcement, on this page or on one before.
export function sayOnce(words, { topic, calm = false }) {
  if (read.get(topic) === words) return;
  read.set(topic, words);
  announce(words, { topic, calm });
  if (!topic.startsWith(KEPT)) return;
  keep();
  rememberHere(TOLD, [...(recallHere(TOLD) ?? []), words]);
  document.dispatchEvent(new CustomEvent("handlingsrom:told"));
}

function keep() {
  const kept = [...read].filter(([topic]) => topic.startsWith(KEPT)).slice(-MOST_KEPT);
  remember(READ, Object.fromEntries(kept));
}

// Shows at the top of the page what has happened to proposals since it was last shown, with one line for each.
export function showTold() {
  const words = recallHere(TOLD) ?? [];
  if (!words.length) return;
  rememberHere(TOLD, null);
  const box = document.querySelector("#main > .told") ?? makeMessage();
  box.classList.add("told");
  for (const each of words) {
    const line = document.createElement("p");
    line.textContent = each;
    box.append(line);
  }
}

// Shows the last answer in the page's message line, and announces it.
export function say(text, ok) {
  const line = document.getElementById("said");
  if (!line) return;
  dropSaid();
  line.hidden = !text;
  line.textContent = text ?? "";
  line.className = ok ? "flash" : "problem";
  announce(text, { topic: "said" });
}

// Removes the message that the page was loaded with.
export function dropSaid() {
  for (const old of document.querySelectorAll(".flash[data-once]")) old.remove();
}

// Keeps a message for the next page.
export function sayNext(words) {
  if (!words) return;
  rememberHere(NEXT, words);
  // This page is left: do not announce the message here.
  announce("", { topic: "said" });
}

// Shows and announces that something was sent, where no page of the server does.
export function showSaid(words) {
  if (!words) return;
  dropSaid();
  const line = makeMessage();
  line.textContent = words;
  announce(words, { topic: "said" });
}

function makeMessage() {
  const box = document.createElement("div");
  box.className = "flash";
  box.dataset.once = "";
  // morph() must keep it, as it is not part of the server's HTML.
  box.dataset.made = "";
  document.getElementById("main").prepend(box);
  return box;
}

function begin() {
  for (const element of document.querySelectorAll("[data-say]")) {
    const { say: topic } = element.dataset;
    // A decision about a participant's proposal while they were on another page is announced.
    if (topic.startsWith(KEPT) && read.has(topic)) continue;
    read.set(topic, wordsOf(element));
  }
  keep();
  const shown = document.querySelectorAll("#main > .flash[data-once]");
  for (const flash of shown) announce(wordsOf(flash), { topic: "said" });
  const words = recallHere(NEXT);
  if (words) {
    rememberHere(NEXT, null);
    // The page may say more about what was sent than the answer did.
    if (!shown.length) showSaid(words);
    // Keyboard users continue at the content, not at the top of the window.
    focusContent();
  }
  sayChanges();
  document.addEventListener("handlingsrom:morphed", sayChanges);
}

begin();
