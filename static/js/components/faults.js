// The faults at the top of a page: they have the focus when the page comes, and each link leads into its field,
// also where the field is folded away.

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
