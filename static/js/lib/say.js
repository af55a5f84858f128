// The one voice of a page. What a screen reader says goes through the one live region of the page: at once
// what somebody has done or must know, and calmly what changes with every answer in the room.
// Elements with data-say="topic" are read when their text (or data-says) changes; with data-calm at most
// every few seconds. What stands in them when the page comes is not read: the reader meets it by itself.

import { focusContent } from "./navigation.js";
import { recallHere, rememberHere } from "./storage.js";

// What happens in the same moment is said in one breath.
const BREATH_MS = 150;
const APART_MS = 1000;
const CALM_MS = 6000;
// The same words of another topic within this time are an echo of the same event. Of the same topic they are a
// second event (two presses that are both answered by "Saved") and are heard again.
const ECHO_MS = 4000;
// A screen reader may pass over what reads as before: then the words end otherwise, unheard.
const AGAIN = "\u00a0";
const CLEAR_MS = 20_000;
const NEXT = "say-next";
// Topics of which we remember from page to page what was read last.
const KEPT = "proposal-";

const waiting = new Map();
const read = new Map(Object.entries(recallHere("say-read") ?? {}));
let timer = 0;
let clearing = 0;
let spokenAt = -Infinity;
let calmAt = -Infinity;
// What was said last by whom, by its words.
const echoes = new Map();

// Says what has happened, also if the same happened before; what is so for some time is for sayOnce. The newest
// of a topic stands for what still waits of it, and empty words take it back.
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

// Reads what has changed among the elements that ask for it. Those that were not there before are read, too.
export function sayChanges() {
  for (const element of document.querySelectorAll("[data-say]")) {
    if (element.closest("[hidden]")) continue;
    const { say: topic, calm } = element.dataset;
    const words = wordsOf(element);
    sayOnce(words, { topic, calm: calm !== undefined });
  }
}

// The words of an element; those of neighbours are apart, also where the HTML has no space between them.
function wordsOf(element) {
  const pieces = [];
  const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) pieces.push(texts.currentNode.data);
  return (element.dataset.says ?? pieces.join(" ")).replace(/\s+/g, " ").replace(/ (?=[.,;:])/g, "").trim();
}

// Says words of a topic unless they are what was said of it last, here or on a page before.
export function sayOnce(words, { topic, calm = false }) {
  if (read.get(topic) === words) return;
  read.set(topic, words);
  announce(words, { topic, calm });
  if (topic.startsWith(KEPT)) keep();
}

function keep() {
  rememberHere("say-read", Object.fromEntries([...read].filter(([topic]) => topic.startsWith(KEPT))));
}

// The line of a page in which the last answer stands; it is said, too.
export function say(text, ok) {
  const line = document.getElementById("said");
  if (!line) return;
  dropSaid();
  line.hidden = !text;
  line.textContent = text ?? "";
  line.className = ok ? "flash" : "problem";
  announce(text, { topic: "said" });
}

// What the page said when it came is over.
export function dropSaid() {
  for (const old of document.querySelectorAll(".flash[data-once]")) old.remove();
}

// Leaves words for the page that comes next.
export function sayNext(words) {
  if (!words) return;
  rememberHere(NEXT, words);
  // Not twice: this page goes.
  announce("", { topic: "said" });
}

// Shows and says what was sent, where no answer page of the server does.
export function showSaid(words) {
  const main = document.getElementById("main");
  if (!main || !words) return;
  dropSaid();
  const line = document.createElement("p");
  line.className = "flash";
  line.dataset.once = "";
  // The server knows nothing of it: it stays when fresh HTML comes.
  line.dataset.made = "";
  line.textContent = words;
  main.prepend(line);
  announce(words, { topic: "said" });
}

function begin() {
  for (const element of document.querySelectorAll("[data-say]")) {
    const { say: topic } = element.dataset;
    // What was decided about somebody's proposal while they were on another page is news.
    if (topic.startsWith(KEPT) && read.has(topic)) continue;
    read.set(topic, wordsOf(element));
  }
  keep();
  for (const flash of document.querySelectorAll("#main > .flash[data-once]")) announce(flash.textContent.trim(), { topic: "said" });
  const words = recallHere(NEXT);
  if (words) {
    rememberHere(NEXT, null);
    showSaid(words);
    // Whoever sent it with the keyboard goes on reading here, not at the top of the window.
    focusContent();
  }
  sayChanges();
  document.addEventListener("handlingsrom:morphed", sayChanges);
}

begin();
