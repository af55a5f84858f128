// The proposals of this participant. Only the phone's home page lists them; other pages know them from there.

import { readDocument } from "../lib/page.js";
import { sayOnce } from "../lib/say.js";
import { recallHere, rememberHere } from "../lib/storage.js";

const MINE = "mine";

export function rememberOwnProposals() {
  rememberHere(MINE, listOwn());
}

// Takes the message about a proposal that was just sent away when something else has become of it: beside "visible to
// all", it must not say that the proposal waits.
export function createSentCheck() {
  const sent = document.querySelector(".sent[data-of]");
  const fate = () => document.querySelector(`[data-proposal="${sent.dataset.of}"] [data-says]`)?.dataset.says;
  const before = sent && fate();
  return () => sent?.isConnected && fate() !== before && sent.remove();
}

// Whether an update after revision `seen` is about a proposal of this participant, or about one that this page shows.
// (A proposal of others may have been hidden or reworded: it must not stay on the page.)
export function concernsOwnProposals({ touched }, seen) {
  const shown = [...document.querySelectorAll("[data-shown]")].map(({ dataset }) => dataset.shown);
  const mine = new Set([...listOwn(), ...(recallHere(MINE) ?? []), ...shown]);
  return touched.some(([revision, id]) => revision > seen && mine.has(id));
}

// Announces on any page what became of a proposal of this participant: the home page has the words.
export async function announceOwnProposals(home) {
  const fetched = await readDocument(home);
  for (const { dataset } of fetched?.querySelectorAll('[data-say^="proposal-"]') ?? []) {
    sayOnce(dataset.says, { topic: dataset.say });
  }
}

function listOwn() {
  return [...document.querySelectorAll("[data-proposal], [data-mine]")].map(({ dataset }) => dataset.proposal ?? dataset.mine);
}
