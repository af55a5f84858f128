// The server's time: phones' own clocks may be minutes off.

const said = Date.parse(document.querySelector('meta[name="server-time"]').content);
// The page was made a moment before it is read; a beat corrects what that moment cost.
let ahead = said - Date.now();

export function serverNow() {
  return Date.now() + ahead;
}

export function learnTime(milliseconds) {
  if (milliseconds) ahead = milliseconds - Date.now();
}
