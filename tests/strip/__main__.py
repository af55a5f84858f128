"""Pictures of a meeting: each screen in each phase, and the wall before and after each of ten proposals.

``python -m tests.strip --place SE-0480 --language nb --actions 10`` writes them with an
index page to a folder. It is how a change of a screen is looked at.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from scenarios.catalogue.catalogue import load_catalogue
from tests.bench.live.rooms import Plan, prepare
from tests.browser.faces import Faces, pick
from tests.program import running
from workshop.models import Phase

SETTLE_MS = 1_100
PROPOSALS = 10


@dataclass
class Strip:
    """A folder of pictures, in the order in which they were taken."""

    folder: Path
    sizes: Sequence[tuple[int, int]]
    themes: Sequence[str]
    taken: list[tuple[str, str]] = field(default_factory=list)

    def take(self, page: Page, name: str, words: str, *, all_sizes: bool = True) -> None:
        """Take a page at each size and in each colour scheme."""
        page.wait_for_timeout(SETTLE_MS)
        for width, height in self.sizes if all_sizes else self.sizes[:1]:
            page.set_viewport_size({"width": width, "height": height})
            for theme in self.themes if all_sizes else self.themes[:1]:
                page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
                page.wait_for_timeout(250)
                file = f"{len(self.taken):03}-{name}-{width}x{height}-{theme}.png"
                page.screenshot(path=self.folder / file)
                self.taken.append((file, f"{words} ({width} x {height}, {theme})"))
        page.set_viewport_size({"width": self.sizes[0][0], "height": self.sizes[0][1]})

    def write_index(self, title: str) -> None:
        """Write a page with all pictures."""
        figures = "\n".join(
            f'<figure><img src="{escape(file)}" alt="" loading="lazy">'
            f"<figcaption>{escape(words)}</figcaption></figure>"
            for file, words in self.taken
        )
        style = "figure{margin:1rem 0}img{max-width:100%;border:1px solid #999}"
        (self.folder / "index.html").write_text(
            f"<!doctype html><meta charset=utf-8><title>{escape(title)}</title><style>{style}</style>"
            f"<h1>{escape(title)}</h1>\n{figures}\n",
            encoding="utf-8",
        )


def main() -> None:
    """Play the meeting and write the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--place", default="SE-0480")
    parser.add_argument("--preset", default="", help="of the budget; the place's usual one if not given")
    parser.add_argument("--amount", type=float, help="an own budget, t, in place of a preset")
    parser.add_argument("--language", default="en")
    parser.add_argument("--actions", type=int, default=5, help="how many proposals are there at first")
    parser.add_argument("--proposals", type=int, default=PROPOSALS, help="how many are proposed one by one")
    parser.add_argument("--phases", default=",".join(phase.value for phase in Phase))
    parser.add_argument("--sizes", default="1920x1080,1024x768")
    parser.add_argument("--themes", default="light,dark")
    parser.add_argument("--folder", type=Path, default=Path("build/strip"))
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    for old in asked.folder.glob("*.png"):
        old.unlink()
    sizes = [tuple(map(int, size.split("x"))) for size in asked.sizes.split(",")]
    strip = Strip(asked.folder, [(width, height) for width, height in sizes], asked.themes.split(","))
    plan = Plan(
        people=12,
        actions=asked.actions,
        frame_bytes=None,
        territory=asked.place,
        own_amount_t=asked.amount,
        preset="own"
        if asked.amount
        else asked.preset or ("" if asked.place.startswith("SE") else "per-capita"),
        language=asked.language,
    )
    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright:
        prepare(Path(data), plan)
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        with running(Path(data)) as program:
            faces = Faces(chromium, program, language=asked.language)
            _play(faces, strip, asked.phases.split(","), asked.actions, asked.proposals)
        chromium.close()
    strip.write_index(f"{asked.place}, {asked.actions} + {asked.proposals} proposals, {asked.language}")
    print(f"{len(strip.taken)} pictures: {asked.folder / 'index.html'}")


def _play(faces: Faces, strip: Strip, phases: Sequence[str], there: int, proposals: int) -> None:
    desk, wall = faces.desk(), faces.wall()
    if proposals:
        _press(desk, wall, Phase.PROPOSE.value)
        strip.take(wall, "before", "The wall before the first proposal")
        catalogue = [action for action in load_catalogue() if action.effect is not None and action.amount]
        # Those that are there already were taken from the beginning of the list.
        fresh = [action for action in catalogue if action.ledger == "territorial"][there + 1 :]
        phone = faces.phone()
        for number, action in enumerate(fresh[:proposals], start=1):
            amount = action.amount
            assert amount is not None
            pick(phone, faces.program, action.id, f"{amount.default:g}")
            last = number == proposals
            strip.take(wall, f"proposal-{number}", f"After proposal {number}: {action.id}", all_sizes=last)
    for phase in phases:
        if desk.locator(f"button[data-phase={phase}]").count():
            _press(desk, wall, phase)
            strip.take(wall, f"wall-{phase}", f"The wall: {phase}")


def _press(desk: Page, wall: Page, phase: str) -> None:
    desk.locator(f"button[data-phase={phase}]").first.click()
    wall.wait_for_selector(f'.stage[data-phase="{phase}"]')


if __name__ == "__main__":
    main()
