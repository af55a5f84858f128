// Turns the briefing's cards at the desk with arrow keys and with page keys, which presenters' remotes send.

const TURNS = { ArrowRight: "next", PageDown: "next", ArrowLeft: "previous", PageUp: "previous" };

export default function cards(part) {
  const turn = (event) => {
    if (!part.isConnected) {
      removeEventListener("keydown", turn);
      return;
    }
    const where = TURNS[event.key];
    const typing = event.target.matches?.("input, textarea, select, [contenteditable]");
    if (!where || typing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    event.preventDefault();
    part.querySelector(`[data-turn="${where}"]`)?.click();
  };
  addEventListener("keydown", turn);
}
