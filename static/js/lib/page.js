// Fetches pages of our server, parts of which are shown in this page.

import { fetchOurs } from "./fetch-ours.js";

// The page as text, or null: without network, on an error, or if the server redirects to another page (a login), whose
// forms must not appear in the middle of this one.
export async function readPage(url) {
  try {
    const { ok, redirected, text } = await fetchOurs(url);
    return ok && !redirected ? text : null;
  } catch {
    return null;
  }
}

// The page as a document, or null.
export async function readDocument(url) {
  const html = await readPage(url);
  return html === null ? null : new DOMParser().parseFromString(html, "text/html");
}

// The element of a page that has an id, or null.
export async function readElement(url, id) {
  return (await readDocument(url))?.getElementById(id) ?? null;
}
