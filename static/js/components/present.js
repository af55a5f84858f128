// Opens the wall in a window of its own, at the place of the last one, or brings the open one to the front. Where the
// browser opens no window, the link opens the wall in this tab.

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
    // Within the click event: later, the browser would block it as a popup.
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
    // The first time: to the right of this window, where a second screen usually is.
    return `popup,left=${screenX + outerWidth},top=${screenY},width=1280,height=720`;
  }
}

function remember() {
  const { screenX: left, screenY: top, innerWidth: width, innerHeight: height } = wall;
  if (width && height) localStorage.setItem(PLACE, JSON.stringify({ left, top, width, height }));
}
