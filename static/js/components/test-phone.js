// A phone that tests the venue's network: it measures, shows the result, and reports it to the desk.

import { probe, show } from "../lib/probe.js";
import { post } from "../lib/post.js";

export default async function testPhone(body) {
  show(body, ["wait"]);
  const { transport, latency } = await probe(body.dataset);
  if (transport === "away") {
    show(body, ["away"]);
    return;
  }
  const fields = [["transport", transport], ...(latency === null ? [] : [["latency_ms", String(latency)]])];
  const { ok } = await post(body.dataset.report, fields).catch(() => ({ ok: false }));
  show(body, [transport, ok ? "told" : "untold"], latency);
}
