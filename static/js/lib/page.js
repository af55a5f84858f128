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

// Loads the style sheets of a fetched page that this page does not have: each phase brings its own.
export async function adoptStyles(fetched) {
  const there = new Set([...document.querySelectorAll("link[rel=stylesheet]")].map((link) => link.getAttribute("href")));
  const missing = [...fetched.querySelectorAll("link[rel=stylesheet]")].filter((link) => !there.has(link.getAttribute("href")));
  await Promise.all(missing.map(adopt));
}

function adopt(link) {
  return new Promise((resolve) => {
    const copy = document.importNode(link, true);
    // Without its style sheet the page is plain and still works.
    copy.onload = copy.onerror = resolve;
    document.head.append(copy);
  });
}
