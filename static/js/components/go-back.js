// A link back to the page with the form: with scripts, it goes back in time, where what was typed still stands.

export default function goBack(link) {
  link.addEventListener("click", (event) => {
    if (history.length < 2) return;
    event.preventDefault();
    history.back();
  });
}
