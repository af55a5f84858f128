// Draws the curve with Chart.js: history, preliminary years, reference, decided, combined, pathway, and a flag at the
// year in which the budget runs out.

import "../../vendor/chart.umd.min.js";

const { Chart } = globalThis;

function look(canvas) {
  const style = getComputedStyle(canvas);
  const color = (name) => style.getPropertyValue(`--${name}`).trim();
  return {
    size: parseFloat(style.fontSize),
    font: style.fontFamily,
    ink: color("ink"),
    muted: color("text-muted"),
    border: color("border"),
    card: color("card"),
    budget: color("budget"),
    achieved: color("achieved"),
    overshoot: color("overshoot"),
  };
}

function datasets(data, { size, ink, muted, card, budget, achieved }) {
  const thin = Math.max(1.5, size / 14);
  const line = (key, color, width, dash = []) => ({
    label: data.labels[key],
    data: data[key],
    borderColor: color,
    backgroundColor: color,
    borderWidth: width,
    borderDash: dash.map((part) => part * thin),
    pointRadius: 0,
    pointHitRadius: 12,
    tension: 0,
  });
  return [
    { ...line("combined", achieved, thin * 3), order: 0 },
    { ...line("pathway", budget, thin * 1.2), order: 1 },
    { ...line("decided", muted, thin * 1.6, [0.6, 3]), borderCapStyle: "round", order: 2 },
    { ...line("reference", muted, thin * 1.2, [4, 3]), order: 3 },
    {
      ...line("preliminary", ink, thin * 1.2, [1.5, 1.5]),
      // The first point only joins the line to the last official year.
      pointRadius: data.preliminary.map((_, index) => (index ? thin * 2.4 : 0)),
      pointBackgroundColor: card,
      pointBorderWidth: thin,
      order: 4,
    },
    { ...line("official", ink, thin * 1.6), order: 5 },
  ].filter((dataset) => dataset.data.length);
}

// A flag on a pole where the budget runs out.
const flag = {
  id: "flag",
  afterDatasetsDraw(chart, _, options) {
    if (!options.flag) return;
    const { ctx, chartArea, scales } = chart;
    const x = scales.x.getPixelForValue(options.flag.x);
    if (x < chartArea.left || x > chartArea.right) return;
    const { size, font, overshoot } = options.look;
    ctx.save();
    ctx.strokeStyle = overshoot;
    ctx.fillStyle = overshoot;
    ctx.lineWidth = Math.max(1.5, size / 12);
    ctx.beginPath();
    ctx.moveTo(x, chartArea.bottom);
    ctx.lineTo(x, chartArea.top);
    ctx.stroke();
    ctx.font = `650 ${size}px ${font}`;
    ctx.textBaseline = "top";
    const width = ctx.measureText(options.flag.label).width;
    const before = x + width + size > chartArea.right;
    ctx.textAlign = before ? "right" : "left";
    ctx.fillText(options.flag.label, x + (before ? -0.4 : 0.4) * size, chartArea.top + 0.1 * size);
    ctx.restore();
  },
};

// Whether the user asked for less motion, or the desk has stopped it.
function isStill() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches || document.body.dataset.still === "true";
}

function settings(data, style) {
  const years = data.last_year - data.first_year;
  return {
    responsive: true,
    maintainAspectRatio: false,
    animation: isStill() ? false : { duration: 600 },
    interaction: { mode: "nearest", axis: "x", intersect: false },
    layout: { padding: { top: 4, right: style.size * 0.6 } },
    plugins: {
      legend: { display: false },
      tooltip: { bodyFont: { family: style.font }, titleFont: { family: style.font }, callbacks: { title: (items) => String(items[0].parsed.x) } },
      flag: { flag: data.flag, look: style },
    },
    scales: {
      x: {
        type: "linear",
        min: data.first_year,
        max: data.last_year,
        grid: { display: false },
        border: { color: style.border },
        ticks: {
          color: style.muted,
          font: { size: style.size, family: style.font },
          stepSize: years > 60 ? 20 : years > 24 ? 10 : 5,
          maxRotation: 0,
          callback: (value) => String(value),
        },
      },
      y: {
        beginAtZero: true,
        grid: { color: style.border },
        border: { display: false },
        title: { display: true, text: data.unit_label, color: style.muted, font: { size: style.size, family: style.font } },
        ticks: { color: style.muted, font: { size: style.size, family: style.font }, maxTicksLimit: 5 },
      },
    },
  };
}

// Draws `data` on `canvas`, or updates the chart that is there.
export function drawCurve(canvas, data, chart = null) {
  const style = look(canvas);
  if (chart) {
    const fresh = datasets(data, style);
    chart.data.datasets = fresh.map((dataset) => {
      const old = chart.data.datasets.find(({ label }) => label === dataset.label);
      return old ? Object.assign(old, dataset) : dataset;
    });
    chart.options = settings(data, style);
    chart.update();
    return chart;
  }
  return new Chart(canvas, { type: "line", data: { datasets: datasets(data, style) }, options: settings(data, style), plugins: [flag] });
}
