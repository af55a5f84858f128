// The server's time: the clock of a phone may be minutes off.

const said = Date.parse(document.querySelector('meta[name="server-time"]').content);
// The page was rendered a moment before it is read; the next beat corrects the difference.
let ahead = said - Date.now();

export function serverNow() {
  return Date.now() + ahead;
}

export function learnTime(milliseconds) {
  if (milliseconds) ahead = milliseconds - Date.now();
}
