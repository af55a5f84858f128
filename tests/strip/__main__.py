"""Pictures of a meeting: each screen in each phase, and the wall before and after each of ten proposals.

``python -m tests.strip --place SE-0480 --language nb --actions 10`` writes them with an
index page to a folder. With ``--people 40`` so many simulated participants go through a whole
agenda (``--agenda 180``). It is how a change of a screen is looked at.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from scenarios.catalogue.catalogue import load_catalogue
from tests.bench.live.rooms import Plan, prepare
from tests.browser.faces import Faces, pick
from tests.program import running
from tests.strip.meeting import Meeting, taking_part
from tests.strip.pictures import Strip
from workshop.models import Phase
from workshop.models.agenda import AGENDAS, DEFAULT_AGENDA

PROPOSALS = 10


def main() -> None:
    """Play the meeting and write the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--place", default="SE-0480")
    parser.add_argument("--preset", default="", help="of the budget; the place's usual one if not given")
    parser.add_argument("--amount", type=float, help="an own budget, t, in place of a preset")
    parser.add_argument("--language", default="en")
    parser.add_argument("--actions", type=int, default=5, help="how many proposals are there at first")
    parser.add_argument("--proposals", type=int, default=PROPOSALS, help="how many are proposed one by one")
    parser.add_argument("--people", type=int, default=0, help="how many rehearse a whole agenda")
    parser.add_argument(
        "--agenda", choices=AGENDAS, default=DEFAULT_AGENDA, help="the one that they rehearse"
    )
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
        people=0 if asked.people else 12,
        actions=0 if asked.people else asked.actions,
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
            if asked.people:
                with taking_part(faces, Path(data), asked.people):
                    Meeting(faces, strip, asked.agenda).play(asked.people)
                title = f"{asked.place}, {asked.people} people, {asked.agenda} minutes, {asked.language}"
            else:
                _play(faces, strip, asked.phases.split(","), asked.actions, asked.proposals)
                title = f"{asked.place}, {asked.actions} + {asked.proposals} proposals, {asked.language}"
        chromium.close()
    strip.write_index(title)
    print(f"{len(strip.taken)} pictures: {asked.folder / 'index.html'}")


def _play(faces: Faces, strip: Strip, phases: Sequence[str], there: int, proposals: int) -> None:
    desk, wall = faces.desk(), faces.wall()
    if proposals:
        _press(desk, wall, Phase.PROPOSE.value)
        strip.take(wall, "before", "The wall before the first proposal")
        # Those that are there already were taken from the beginning of the list.
        fresh = [action for action in load_catalogue() if action.counts][there + 1 :]
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
