// Draws the curve from the JSON beside its canvas, and draws it again when that JSON has changed.

import { drawCurve } from "../charts/curve.js";

export default function curve(figure) {
  const written = () => figure.querySelector('script[type="application/json"]').textContent;
  const data = () => JSON.parse(written());
  let drawn = written();
  let chart = drawCurve(figure.querySelector("canvas"), data());
  document.addEventListener("handlingsrom:morphed", () => {
    // Drawing the same data again would restart the animation.
    if (!figure.isConnected || written() === drawn) return;
    drawn = written();
    chart = drawCurve(figure.querySelector("canvas"), data(), chart);
  });
  // The size of the labels depends on the size of the window.
  addEventListener("resize", () => figure.isConnected && drawCurve(figure.querySelector("canvas"), data(), chart));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    chart.destroy();
    chart = drawCurve(figure.querySelector("canvas"), data());
  });
}
