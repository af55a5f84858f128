// Opens the wall in a window of its own, where the last one stood, or brings the one that is open to
// the front. Without a window (a browser that opens none) the link goes its plain way, into a tab.

const PLACE = "wall-window";
const LOOK_MS = 1000;

let wall = null;

export default function present(link) {
  const plain = link.textContent;

  link.addEventListener("click", async (event) => {
    event.preventDefault();
    if (wall && !wall.closed) {
      wall.focus();
      return;
    }
    // Asked for within the click: later it would count as a popup that nobody wanted.
    wall = window.open(link.href, link.target, place());
    if (wall) follow();
    else location.assign(link.href);
  });

  function follow() {
    link.textContent = link.dataset.open;
    const looking = setInterval(() => {
      if (!wall.closed) {
        remember();
        return;
      }
      clearInterval(looking);
      link.textContent = plain;
    }, LOOK_MS);
  }
}

function place() {
  try {
    const { left, top, width, height } = JSON.parse(localStorage.getItem(PLACE));
    return `popup,left=${left},top=${top},width=${width},height=${height}`;
  } catch {
    // The first time: beside this window, where a second screen usually continues.
    return `popup,left=${screenX + outerWidth},top=${screenY},width=1280,height=720`;
  }
}

function remember() {
  const { screenX: left, screenY: top, innerWidth: width, innerHeight: height } = wall;
  if (width && height) localStorage.setItem(PLACE, JSON.stringify({ left, top, width, height }));
}
