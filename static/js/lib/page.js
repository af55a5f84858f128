// Reads pages of ours of which something is laid into this one.

// The page as text, or null: without network, where the server refuses, or where it sends us on to
// another page (a door, a login), whose forms must not appear in the middle of this one.
export async function readPage(url) {
  try {
    const answer = await fetch(url);
    return answer.ok && !answer.redirected ? await answer.text() : null;
  } catch {
    return null;
  }
}

// The element of a page that has an id, or null.
export async function readElement(url, id) {
  const html = await readPage(url);
  return html && new DOMParser().parseFromString(html, "text/html").getElementById(id);
}
