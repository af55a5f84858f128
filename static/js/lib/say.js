// The line of a page in which the last answer stands.

export function say(text, ok) {
  const line = document.getElementById("said");
  if (!line) return;
  // What the page said when it came is over.
  for (const old of document.querySelectorAll(".flash[data-once]")) old.remove();
  line.hidden = !text;
  line.textContent = text ?? "";
  line.className = ok ? "flash" : "problem";
}
