"""What the room must be able to read: letters large enough, nothing cut off, nothing over anything else."""

from __future__ import annotations

from playwright.sync_api import Page

# For each size of the wall the smallest side note in units: 36 px on 1080 lines. Drawings are as wide as
# a narrow projector, and their letters smaller there.
SIZES = {(1920, 1080): 1.8, (1024, 768): 1.65}

FAULTS = """(smallest) => {
  const faults = [];
  const share = innerWidth / innerHeight >= 1.5 ? 0.01 : 0.0112;
  const u = Math.min(innerWidth * share, innerHeight * 0.017778);
  const page = document.documentElement;
  if (page.scrollHeight > innerHeight + 1) faults.push("the page scrolls");
  if (page.scrollWidth > innerWidth + 1) faults.push("the page scrolls sideways");
  const corner = document.querySelector(".join-corner");
  const covered = getComputedStyle(corner).display === "none" ? null : corner.getBoundingClientRect();
  const common = (one, other) => [
    Math.min(one.right, other.right) - Math.max(one.left, other.left),
    Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top),
  ];
  const frames = (element) => {
    const found = [];
    for (let each = element.parentElement; each && !each.matches(".stage"); each = each.parentElement)
      if (getComputedStyle(each).overflow === "hidden" && !(each instanceof SVGElement))
        found.push(each.getBoundingClientRect());
    return found;
  };
  const head = document.querySelector(".wall-head")?.getBoundingClientRect();
  if (covered && head && common(head, covered).every((length) => length > 1))
    faults.push("the phase lies under the code");
  // Two languages beside each other are two pictures.
  const found = [...document.querySelectorAll(".stage")].flatMap((stage) => {
    const walker = document.createTreeWalker(stage, NodeFilter.SHOW_TEXT);
    const nodes = [];
    while (walker.nextNode()) nodes.push(walker.currentNode);
    return nodes;
  });
  const lines = [];
  for (const node of found) {
    const text = node.textContent.trim();
    const element = node.parentElement;
    if (!text || element.closest(".visually-hidden, script, pattern, canvas")) continue;
    const scale = element instanceof SVGElement ? element.getScreenCTM().a : 1;
    const size = parseFloat(getComputedStyle(element).fontSize) * scale;
    if (size < smallest * u) faults.push(`“${text}” is ${(size / u).toFixed(2)} units`);
    // A line that ends in an ellipsis is cut off by itself or by the line that it is a part of.
    const ends = (one) => getComputedStyle(one).overflow === "hidden";
    const whole = ends(element) ? element : ends(element.parentElement) ? element.parentElement : null;
    const cut = whole !== null;
    if (cut && whole.scrollWidth > whole.clientWidth + 1) faults.push(`“${text}” is cut off`);
    const range = document.createRange();
    range.selectNodeContents(node);
    const frame = (whole ?? element).getBoundingClientRect();
    for (const box of [...range.getClientRects()].slice(0, cut ? 1 : undefined)) {
      // A line that its frame does not show is not there.
      if (!box.width || (cut && (box.top + box.bottom) / 2 >= frame.bottom)) continue;
      // The letters themselves: a line's box reaches an eighth above and below them.
      const line = {
        left: box.left,
        right: cut ? Math.min(box.right, frame.right) : box.right,
        top: box.top + box.height / 8,
        bottom: box.bottom - box.height / 8,
        height: box.height * 0.75,
      };
      // A list that is full hides its last lines as wholes; a line that is hidden in part is cut in half.
      const hidden = frames(element).map((frame) => {
        const [wide, high] = common(line, frame);
        return wide <= 1 || high <= 1 ? 1 : 1 - high / line.height;
      });
      if (hidden.includes(1)) continue;
      if (hidden.some((part) => part > 0.1)) faults.push(`“${text}” is cut in half`);
      if (line.left < -1 || line.top < -1 || line.right > innerWidth + 1 || line.bottom > innerHeight + 1)
        faults.push(`“${text}” leaves the picture`);
      if (covered && common(line, covered).every((length) => length > 1))
        faults.push(`“${text}” lies under the code`);
      for (const other of lines) {
        const [wide, high] = common(line, other.line);
        if (wide > 2 && high > 0.35 * Math.min(line.height, other.line.height))
          faults.push(`“${text}” lies over “${other.text}”`);
      }
      lines.push({ line, text });
    }
  }
  return faults;
}"""


def check_legibility(wall: Page, *, may_be_cut: bool = False) -> None:
    """Look at the wall on a wide and on an old projector; find nothing too small, cut off or covered."""
    for (width, height), smallest in SIZES.items():
        wall.set_viewport_size({"width": width, "height": height})
        wall.wait_for_timeout(250)
        faults = wall.evaluate(FAULTS, smallest)
        if may_be_cut:
            faults = [fault for fault in faults if not fault.endswith("is cut off")]
        assert faults == [], f"{width}x{height} {wall.url}: {faults}"
    wall.set_viewport_size({"width": 1920, "height": 1080})
