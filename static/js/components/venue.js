// The desk's venue check: tests this computer's connection, and polls for test phones.

import { morph } from "../lib/morph.js";
import { readElement } from "../lib/page.js";
import { pace, probe, show } from "../lib/probe.js";

const LOOK_MS = 2000;
const AGAIN_MS = 5000;
const STATES = { websocket: "good", polling: "warn", none: "stop", away: "stop" };

export default function venue(body) {
  const computer = document.getElementById("computer");
  const overall = document.getElementById("overall");
  const again = computer.querySelector("[data-again]");
  let trying = false;

  // The overall state is the worst of the three.
  function sumUp() {
    const states = [...document.querySelectorAll(".check")].map(({ dataset }) => dataset.state);
    overall.hidden = computer.dataset.state === "wait";
    overall.dataset.state = ["stop", "wait", "warn", "good"].find((state) => states.includes(state));
    show(overall, [overall.dataset.state]);
  }

  async function tryComputer() {
    if (trying) return;
    trying = true;
    computer.dataset.state = "wait";
    // Keep the pressed button visible, and with it the focus.
    show(computer, document.activeElement === again ? ["wait", "done"] : ["wait"]);
    const { transport, latency } = await probe(body.dataset);
    computer.dataset.state = latency !== null && pace(latency) === "slow" && transport === "websocket" ? "warn" : STATES[transport];
    show(computer, [transport, latency === null ? "" : pace(latency), "done"], latency);
    sumUp();
    trying = false;
    if (transport === "away") setTimeout(tryComputer, AGAIN_MS);
  }

  async function lookForPhones() {
    const fresh = await readElement(body.dataset.phones, "phones");
    // Without an answer, the next poll tries again.
    if (fresh) {
      morph(document.getElementById("phones"), fresh.outerHTML);
      document.getElementById("phone-check").dataset.state = Number(fresh.dataset.count) ? "good" : "wait";
      sumUp();
    }
    setTimeout(lookForPhones, LOOK_MS);
  }

  again.addEventListener("click", tryComputer);
  tryComputer();
  lookForPhones();
}
