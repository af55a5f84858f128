// Reads pages of ours of which something is laid into this one.

import { fetchOurs } from "./fetch-ours.js";

// The page as text, or null: without network, where the server refuses, or where it sends us on to
// another page (a door, a login), whose forms must not appear in the middle of this one.
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
