"""What the pages of phone and desk show in the course of a meeting: each scene has its pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.accessibility.hall import MINE, Hall

ESTIMATES = (("1000", "2000", "9000"), ("300", "400", "500"), ("100", "600", "800"), ("90", "100", "110"))


@dataclass(frozen=True)
class Scene:
    """A moment of the meeting, and which pages of phone and desk are looked at then."""

    name: str
    phone: tuple[str, ...] = ("",)
    desk: tuple[str, ...] = ("",)


# Pages that need nobody's cookies.
OPEN_PAGES = (
    *(
        "/",
        "/j/",
        "/j/{code}",
        "/j/?code=WRONG1",
        "/login/",
        "/policy",
        "/policy/{code}",
        "/budget/{code}",
        "/glossary",
    ),
    *(
        "/nowhere",
        "/guide/",
        "/workshops/",
        "/workshops/new",
        "/workshops/new?territory=NO-4003&preset=per-capita&start_year=2026&end_year=2045",
        "/workshops/{code}/copy",
        "/workshops/{code}/delete",
    ),
    *("/library/", "/library/?status=trash", "/library/{code}/1", "/library/{code}/1/continue"),
    *("/login/password", "/compare/{code}", "/reports/{code}", "/reports/{code}?s=1&s=2"),
    *("/accounts/", "/accounts/1", "/accounts/log", "/accounts/1/hand-over", "/login/where"),
    *("/workshops/{code}/team/", "/workshops/{code}/team/log", "/login/code/set-up"),
    *(
        "/statistics/",
        "/statistics/changes",
        "/workshops/new?territory=Bergen",
        "/catalogues/",
        "/catalogues/?territory=Atlantis",
        "/catalogues/SE-0480",
        "/catalogues/SE-0480/new",
        "/catalogues/SE-0480/actions/cycling",
        "/catalogues/SE-0480/import",
        "/desk/{code}/catalogue",
    ),
)
_PHONE = (
    "",
    "/catalogue",
    "/catalogue/electric-buses",
    "/catalogue/charging-points",
    "/own",
    "/mine",
    "/picture",
)
_DESK = (
    *("", "/decided", "/agenda/", "/proposals/{first}/", "/proposals/{mine}/settle", "/helpers", "/remote/"),
    *("/paper/", "/paper/pick", "/paper/own", "/paper/count", "/venue", "/rehearsal", "/replay", "/result"),
    *("/scenario-files", "/scenario-files?purpose=decided", "/scenario-files/preview"),
    *("/reference", "/limits", "/suggestion", "/decided/sheet", "/decided/columns", "/decided/actions"),
)


def play(hall: Hall) -> Iterator[Scene]:
    """Lead the meeting from one scene to the next."""
    mine = hall.id_of(MINE)

    def scene(name: str, phone: tuple[str, ...] = ("",), desk: tuple[str, ...] = ("",)) -> Scene:
        ids = {"first": hall.first, "mine": mine}
        return Scene(
            name, tuple(path.format(**ids) for path in phone), tuple(path.format(**ids) for path in desk)
        )

    hall.move("lobby")
    yield scene("lobby")
    hall.move("predict")
    yield scene("predict")
    hall.order("predict/reveal", step=hall.step, question="years_left")
    yield scene("predict, the answer")
    hall.move("briefing")
    limits = {
        "limit-year-0": "2026",
        "limit-amount-0": "120000",
        "limit-year-1": "2030",
        "limit-below-1": "50",
    }
    hall.order("limits", base_year="2015", gas="CO2", unit="t", source="The council", **limits)
    for card in ("limits", "years", "chain", "waiting", "keys"):
        hall.order("briefing/card", step=hall.step, card=card)
        yield scene(f"briefing, {card}")
    hall.move("propose")
    yield scene("propose", (*_PHONE, "/own/{mine}"), _DESK)
    hall.move("estimate")
    _look(hall, "1")
    yield scene("estimate, first round", ("", "/estimates/{first}"), ("", "/paper/estimate"))
    _estimate(hall, "1")
    _look(hall, "1", shown="yes")
    yield scene("estimate, first spread")
    _look(hall, "2")
    yield scene("estimate, second round", ("", "/estimates/{first}"), ())
    _estimate(hall, "2")
    _look(hall, "2", shown="yes")
    yield scene("estimate, second spread")
    hall.move("deliberate")
    hall.order("spotlight", step=hall.step, proposal=hall.first)
    hall.send(f"/objections/{hall.first}", kind="fact", text=f"{MINE} {MINE}")
    yield scene("deliberate, spotlight", ("", "/objections/{first}"))
    hall.order("vote/open", dots="5")
    yield scene("deliberate, vote", ("", "/vote"), ("", "/paper/count"))
    for person in hall.people:
        person.send(f"/phone/{hall.program.code}/vote", **{f"supports-{hall.first}": "yes"})
    hall.order("vote/close")
    hall.order("spotlight", step=hall.step)
    yield scene("deliberate, result")
    hall.move("combine")
    yield scene("combine")
    hall.arrange(tables="2")
    hall.send("/table", table="1")
    yield scene("combine, tables")
    hall.arrange(tables="0")
    hall.move("reflect")
    hall.send("/reflect/thought", prompt="ours", text=f"{MINE} {MINE}")
    yield scene("reflect", ("", "/reflect/thought", "/reflect/pledge"))
    hall.move("thanks")
    for person in hall.people:
        person.send(f"/phone/{hall.program.code}/survey/after", knowledge=4, urgency=5, agency=3)
    yield scene("thanks", ("", "/mine", "/result"), ("", "/result"))
    hall.order("survey", step=hall.step, shown="yes")
    yield scene("thanks, what changed")


def _look(hall: Hall, number: str, **more: str) -> None:
    hall.order("estimates/look", step=hall.step, proposal=hall.first, round=number, **more)


def _estimate(hall: Hall, number: str) -> None:
    for person, (low, likely, high) in zip(hall.people[1:], ESTIMATES * 2, strict=False):
        figures = {"low": low, "likely": likely, "high": high}
        person.send(f"/phone/{hall.program.code}/estimates/{hall.first}", round=number, **figures)


def look_at_all(hall: Hall, look: Callable[[str, Page], None]) -> None:
    """Open every page of the meeting, and look at each."""
    for scene in play(hall):
        for path in scene.phone:
            look(f"{scene.name}: phone{path}", hall.open_phone(path))
        for path in scene.desk:
            hall.desk.goto(hall.board + path)
            look(f"{scene.name}: desk{path}", hall.desk)
        look(f"{scene.name}: wall", hall.wall)
        hall.open_desk()
    for path in OPEN_PAGES:
        hall.desk.goto(hall.program.address + path.format(code=hall.program.code))
        look(path, hall.desk)
