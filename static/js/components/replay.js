// The replay: shows one moment after the other in the frame, by a timer or by the controls.

import { morph } from "../lib/morph.js";

const PAUSE_MS = 1500;

export default function replay(player) {
  const find = (name) => player.querySelector(`[data-${name}]`);
  const frames = JSON.parse(find("frames").textContent);
  const slider = find("slider");
  const play = find("play");
  const figure = player.querySelector("figure.curve");
  const data = figure.querySelector('script[type="application/json"]');
  const curve = JSON.parse(data.textContent);
  let place = frames.length - 1;
  let timer = 0;

  function show(next) {
    place = Math.min(frames.length - 1, Math.max(0, next));
    const { html, when, what, who, phase, curve: differs } = frames[place];
    data.textContent = JSON.stringify({ ...curve, ...differs });
    figure.setAttribute("aria-label", differs.description ?? curve.description);
    // The event of morph() also redraws the curve.
    morph(document.getElementById("frame"), `<div id="frame" class="replay-frame">${html}</div>`);
    find("when").textContent = when;
    find("who").textContent = who;
    find("what").textContent = what;
    find("phase").textContent = phase;
    slider.value = String(place);
    slider.setAttribute("aria-valuetext", `${when} ${what}`);
  }

  function stop() {
    clearTimeout(timer);
    timer = 0;
    play.textContent = play.dataset.go;
    player.dataset.playing = "no";
  }

  function go() {
    if (place === frames.length - 1) show(0);
    play.textContent = play.dataset.pause;
    player.dataset.playing = "yes";
    tick();
  }

  function tick() {
    timer = setTimeout(() => {
      show(place + 1);
      if (place === frames.length - 1) stop();
      else tick();
    }, PAUSE_MS / Number(find("speed").value));
  }

  const toggle = () => (timer ? stop() : go());
  function step(by) {
    stop();
    show(place + by);
  }

  play.addEventListener("click", toggle);
  find("back").addEventListener("click", () => step(-1));
  find("on").addEventListener("click", () => step(1));
  slider.addEventListener("input", () => {
    stop();
    show(Number(slider.value));
  });
  document.addEventListener("keydown", (event) => {
    // Controls with keys of their own keep them.
    if (event.target.closest("button, select, input, a, summary") || event.ctrlKey || event.altKey || event.metaKey) return;
    const keys = { " ": toggle, ArrowLeft: () => step(-1), ArrowRight: () => step(1), Home: () => step(-frames.length), End: () => step(frames.length) };
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  find("bar").hidden = false;
  slider.setAttribute("aria-valuetext", `${frames[place].when} ${frames[place].what}`);
}
