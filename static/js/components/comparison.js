// The figures of compared scenarios: Bokeh documents from our own server, in the colours of the scheme.

import { fetchJson } from "../lib/fetch-ours.js";
import { announce } from "../lib/say.js";

const FONTS = ["400 14px 'Source Sans 3'", "700 14px 'Source Sans 3'"];

export default async function comparison(root) {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  let drawn = [];
  let turn = 0;

  async function draw() {
    const mine = ++turn;
    const url = new URL(root.dataset.figures, location);
    url.searchParams.set("theme", dark.matches ? "dark" : "light");
    const failed = root.querySelector("[data-failed]");
    const drawing = root.querySelector("[data-drawing]");
    drawing.hidden = drawn.length > 0;
    if (!drawing.hidden) announce(drawing.textContent, { topic: "figures" });
    try {
      const { ok, status, answer } = await fetchJson(url);
      if (!ok) throw new Error(`figures: ${status}`);
      const { docs, items } = answer;
      // The figures draw their labels on a canvas, which needs the fonts first.
      await Promise.all(FONTS.map((font) => document.fonts.load(font)));
      if (mine !== turn) return;
      clear();
      const ids = items.flatMap(({ roots }) => Object.values(roots));
      for (const id of ids) document.getElementById(id).hidden = false;
      drawn = await globalThis.Bokeh.embed.embed_items(docs, items);
      failed.hidden = true;
      announce("", { topic: "figures" });
    } catch (error) {
      failed.hidden = false;
      announce(failed.textContent, { topic: "figures" });
      throw error;
    } finally {
      if (mine === turn) drawing.hidden = true;
    }
  }

  function clear() {
    for (const views of drawn) views.clear();
    drawn = [];
  }

  dark.addEventListener("change", draw);
  await draw();
}
