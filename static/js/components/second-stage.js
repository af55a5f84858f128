// The wall's picture in its second language, beside the first where a wide screen has room for both. It is a copy
// without ids: scripts and announcements follow the first picture alone.

const WIDE = matchMedia("(min-aspect-ratio: 3/2)");

export function createSecondStage(body, stage) {
  let copy = null;
  let html = "";

  function show(other) {
    html = other;
    const fresh = other && WIDE.matches ? copyOf(other) : null;
    if (!fresh) copy?.remove();
    else if (copy?.isConnected) copy.replaceWith(fresh);
    else stage().after(fresh);
    copy = fresh;
    body.toggleAttribute("data-beside", copy !== null);
  }

  // What people answered meanwhile, in the second language.
  function showRoom(other) {
    const room = copy?.querySelector("[data-room]");
    if (room && other) room.replaceWith(copyOf(other));
  }

  WIDE.addEventListener("change", () => show(html));
  return { show, showRoom, isShown: () => copy !== null };
}

function copyOf(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  const copy = template.content.firstElementChild;
  copy.querySelector("#moments")?.remove();
  for (const element of [copy, ...copy.querySelectorAll("*")]) {
    if (element.id === "room") element.dataset.room = "";
    for (const name of ["id", "data-say", "data-says", "data-module"]) element.removeAttribute(name);
  }
  return copy;
}
