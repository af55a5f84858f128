"""The desk's view of its wall."""

from __future__ import annotations

from dataclasses import dataclass

from workshop.charts.meeting.lists import count_entries
from workshop.charts.meeting.two_languages import are_beside
from workshop.i18n import LANGUAGES, gettext
from workshop.models import Phase
from workshop.services.meeting.wall import Wall, held_picture
from workshop.state.snapshot import Snapshot
from workshop.words import say_wall

# Each page of each list has at least so many entries, however narrow the screen is.
ON_ANY_PAGE = 2
# The phases whose picture on the wall has a list of any length.
_WITH_LISTS = {
    *(Phase.PROPOSE, Phase.ESTIMATE, Phase.DELIBERATE, Phase.COMBINE, Phase.COMPARE, Phase.REFLECT),
    Phase.THANKS,
}


@dataclass(frozen=True, kw_only=True)
class WallView:
    """The wall's mode (``live``, ``held`` or ``blank``), also in words, and whether it may move.

    ``second`` is the language shown with the meeting's own, as ``languages`` says; ``others`` are those
    that can be.
    ``turns``: its picture can have a list of several pages; ``one_page``: now that list is too short for it.
    ``led``: the desk turns the pages.
    """

    state: str
    tag: str
    says: str
    still: bool
    second: str
    others: dict[str, str]
    languages: str
    turns: bool
    one_page: bool
    led: bool


def build_wall_view(snapshot: Snapshot) -> WallView:
    """Return what the desk needs to control the wall: its state in words, and its screens."""
    wall = Wall(snapshot.rules.wall)
    gone = wall is Wall.HELD and held_picture(snapshot) is None
    return WallView(
        state=wall.value,
        tag=say_wall(wall.value),
        says=_says(wall, gone=gone),
        still=snapshot.rules.still,
        second=LANGUAGES.get(snapshot.rules.second_language, ""),
        languages=describe_languages(snapshot),
        turns=snapshot.phase in _WITH_LISTS,
        one_page=count_entries(snapshot) <= ON_ANY_PAGE,
        led="turn" in snapshot.focus,
        others={code: name for code, name in LANGUAGES.items() if code != snapshot.language},
    )


def describe_languages(snapshot: Snapshot) -> str:
    """Write how the wall shows two languages now; empty if it shows one."""
    if not snapshot.rules.second_language:
        return ""
    if not snapshot.rules.second_beside:
        return gettext("Two languages, in turn.")
    if are_beside(snapshot):
        return gettext("Two languages, side by side. On a narrow projector they are shown in turn.")
    return gettext("This picture needs the whole width: the languages are shown in turn.")


def _says(wall: Wall, *, gone: bool) -> str:
    if gone:
        return gettext(
            "Something on the frozen screen was hidden or reworded, so the screen shows only the title."
        )
    return {
        Wall.LIVE: "",
        Wall.HELD: gettext("It keeps what it showed. The meeting and the phones go on."),
        Wall.BLANK: gettext("It shows only the title. The meeting and the phones go on."),
    }[wall]
