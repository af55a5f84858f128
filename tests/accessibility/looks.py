"""What a browser says about a page: does it scroll sideways, is the focus covered, who speaks?"""

from __future__ import annotations

from urllib.parse import urljoin

from playwright.sync_api import Page

from tests.browser.legibility import FAULTS, SIZES

_LETTERS = "(percent) => document.documentElement.style.setProperty('font-size', percent)"
_WIDE = """() => {
  const page = document.documentElement;
  if (page.scrollWidth <= page.clientWidth) return "";
  const out = [...document.querySelectorAll("body *")].filter((element) => {
    const box = element.getBoundingClientRect();
    return box.width && box.right > page.clientWidth + 1 && !element.closest(".scroll-x, .visually-hidden");
  });
  const named = out.slice(0, 5).map((element) => element.outerHTML.slice(0, 100).replace(/\\s+/g, " "));
  return `${page.scrollWidth} > ${page.clientWidth}: ${named.join(" | ")}`;
}"""
# Words on buttons that are broken into single letters although the page is wide enough for them.
_BROKEN = """() => {
  const room = document.getElementById("main")?.clientWidth * 0.6;
  const faults = [];
  for (const button of document.querySelectorAll("button, .button")) {
    if (!button.checkVisibility()) continue;
    const texts = document.createTreeWalker(button, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      if (texts.currentNode.parentElement.closest(".visually-hidden")) continue;
      for (const { index, 0: word } of texts.currentNode.data.matchAll(/[\\p{L}\\p{N}]+/gu)) {
        const range = document.createRange();
        range.setStart(texts.currentNode, index);
        range.setEnd(texts.currentNode, index + word.length);
        const parts = [...range.getClientRects()];
        const width = parts.reduce((sum, part) => sum + part.width, 0);
        const isShredded = parts.length > 1 && word.length / parts.length < 3;
        if (isShredded && width < room) faults.push(`“${word}” on a button is broken`);
      }
    }
  }
  return faults.join(", ");
}"""
# The corners and the middle of what has the focus must be seen: nothing sticky may lie over them.
_COVERED = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const name = element.outerHTML.slice(0, 90).replace(/\\s+/g, " ");
  if (element.dataset.seenByTab) return { name, again: true };
  element.dataset.seenByTab = "yes";
  const seen = element.getClientRects()[0];
  // A radio button or a range's thumb is drawn by its label or track.
  if (!seen || element.matches("[type=range]")) return { name };
  const right = Math.min(seen.right, innerWidth), bottom = Math.min(seen.bottom, innerHeight);
  const left = Math.max(seen.left, 0), top = Math.max(seen.top, 0);
  if (bottom - top < 4 || right - left < 4) return { name, covered: "outside the window" };
  const points = [[0.5, 0.5], [0.5, 0.25], [0.5, 0.75]];
  for (const [x, y] of points) {
    const hit = document.elementFromPoint(left + x * (right - left), top + y * (bottom - top));
    if (!hit || element.contains(hit) || hit.contains(element)) continue;
    if (element.labels && [...element.labels].some((label) => label.contains(hit))) continue;
    return { name, covered: hit.outerHTML.slice(0, 60).replace(/\\s+/g, " ") };
  }
  // Taller than what the bars leave of the window: its beginning is enough.
  if (seen.top < 0 && seen.height < innerHeight / 2) return { name, covered: "above the window" };
  // Of a field of many lines, the browser shows the one that is written on.
  if (element.matches("textarea")) return { name };
  const below = seen.bottom > innerHeight + 1;
  if (below && seen.height < innerHeight / 2) return { name, covered: "below the window" };
  return { name };
}"""
# What Tab stops at, focused one after the other as Tab would: the browser scrolls in the same way.
_EACH = (
    "() => { const look = "
    + _COVERED
    + """;
  const faults = [], stops = "a[href], button, input, select, textarea, summary, [tabindex]";
  for (const element of document.querySelectorAll(stops)) {
    if (element.tabIndex < 0 || element.disabled) continue;
    element.focus();
    if (document.activeElement !== element) continue;
    const stop = look();
    if (stop?.covered) faults.push(`${stop.name} under ${stop.covered}`);
  }
  return faults;
}"""
)
_FORGET = (
    "for (const element of document.querySelectorAll('[data-seen-by-tab]')) delete element.dataset.seenByTab"
)
_SPEAKERS = """() => [
  ...document.querySelectorAll("[aria-live], [role=status], [role=alert], [role=log], output"),
]
  .filter((element) => element.getAttribute("aria-live") !== "off")
  .map((element) => element.outerHTML.slice(0, 90).replace(/\\s+/g, " "))"""
# What programs write and people do not: dates as in files, and values that were never given words.
_RAW = """() => {
  const raw = /\\b\\d{4}-\\d\\d-\\d\\d\\b|\\b(?:undefined|NaN|None)\\b|\\[object /;
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
  while (texts.nextNode()) {
    const { data, parentElement } = texts.currentNode;
    // Code is shown as it is written, and what is quoted is another's.
    if (parentElement.closest("script, style, code, pre, [lang=en]")) continue;
    if (raw.test(data)) found.push(data.trim().slice(0, 90));
  }
  return found;
}"""
MOST_STOPS = 90


def look_for_overflow(page: Page) -> list[str]:
    """Tell at which sizes a page scrolls sideways."""
    faults = []
    # People turn up the letters of a small phone, too.
    for width, percent in ((320, "200%"), (320, "100%")):
        page.set_viewport_size({"width": width, "height": 640})
        page.evaluate(_LETTERS, percent)
        for look in (_WIDE, _BROKEN):
            fault = page.evaluate(look)
            if fault:
                faults.append(f"at {width} px, letters {percent}: {fault}")
    page.evaluate(_LETTERS, "")
    return faults


def look_in_another_language(page: Page, language: str) -> list[str]:
    """Open a page in another language, and tell at which sizes it scrolls sideways there."""
    speak(page, language)
    page.goto(page.url)
    faults = []
    if page.locator("html").get_attribute("lang") != language:
        faults.append(f"not in {language}")
    # What scripts add, such as the buttons beside a figure.
    page.wait_for_timeout(60)
    return [f"{language}, {fault}" for fault in [*faults, *look_for_overflow(page)]]


def speak(page: Page, language: str) -> None:
    """Choose the language of the pages that follow."""
    # For all pages: a cookie of this path alone would win over one of the whole site.
    cookie = {"name": "language", "value": language, "url": urljoin(page.url, "/")}
    page.context.add_cookies([cookie])  # type: ignore[list-item]


def focus_each(page: Page, width: int, height: int) -> list[str]:
    """Give each stop of a page the focus, and tell over which of them something lies."""
    page.set_viewport_size({"width": width, "height": height})
    page.evaluate("document.activeElement?.blur(); scrollTo(0, 0)")
    page.evaluate(_FORGET)
    return [f"{width}x{height}: {fault}" for fault in page.evaluate(_EACH)]


def tab_through(page: Page, width: int, height: int) -> list[str]:
    """Press Tab until the page is through, and tell which stops something lies over."""
    page.set_viewport_size({"width": width, "height": height})
    page.evaluate("document.activeElement?.blur(); scrollTo(0, 0)")
    page.evaluate(_FORGET)
    faults = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(_COVERED)
        if stop is None or stop.get("again"):
            break
        if "covered" in stop:
            faults.append(f"{width}x{height}: {stop['name']} under {stop['covered']}")
    return faults


def look_over_wall(wall: Page) -> list[str]:
    """Tell what an old projector would show cut off, covered or too small."""
    wall.set_viewport_size({"width": 1024, "height": 768})
    wall.wait_for_timeout(120)
    faults: list[str] = wall.evaluate(FAULTS, min(SIZES.values()))
    # A long title may end in an ellipsis.
    return [fault for fault in faults if not fault.endswith("is cut off")]


def look_for_raw_values(page: Page) -> list[str]:
    """Tell which texts hold a date or a value as programs write it."""
    found: list[str] = page.evaluate(_RAW)
    return found


def speakers(page: Page) -> list[str]:
    """List what a screen reader reads aloud when it changes."""
    found: list[str] = page.evaluate(_SPEAKERS)
    return found
