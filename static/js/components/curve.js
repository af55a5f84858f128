// The curve: draws the data beside it, and draws again when fresh data have been laid there.

import { drawCurve } from "../charts/curve.js";

export default function curve(figure) {
  const data = () => JSON.parse(figure.querySelector('script[type="application/json"]').textContent);
  let chart = drawCurve(figure.querySelector("canvas"), data());
  document.addEventListener("handlingsrom:laid", () => {
    if (!figure.isConnected) return;
    chart = drawCurve(figure.querySelector("canvas"), data(), chart);
  });
  // Letters follow the size of the picture.
  addEventListener("resize", () => figure.isConnected && drawCurve(figure.querySelector("canvas"), data(), chart));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    chart.destroy();
    chart = drawCurve(figure.querySelector("canvas"), data());
  });
}
