// The curve: draws the data beside it, and draws again when fresh data have been laid there.

import { drawCurve } from "../charts/curve.js";

export default function curve(figure) {
  const written = () => figure.querySelector('script[type="application/json"]').textContent;
  const data = () => JSON.parse(written());
  let drawn = written();
  let chart = drawCurve(figure.querySelector("canvas"), data());
  document.addEventListener("handlingsrom:morphed", () => {
    // The same again would begin the glide once more.
    if (!figure.isConnected || written() === drawn) return;
    drawn = written();
    chart = drawCurve(figure.querySelector("canvas"), data(), chart);
  });
  // Letters follow the size of the picture.
  addEventListener("resize", () => figure.isConnected && drawCurve(figure.querySelector("canvas"), data(), chart));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    chart.destroy();
    chart = drawCurve(figure.querySelector("canvas"), data());
  });
}
