// The list of faults at the top of a page: it gets the focus when the page loads, and each link focuses its field,
// also inside closed details.

export default function faults(box) {
  box.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    for (let part = field.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
    field.focus();
  });
  box.focus();
}
