"""Swedish words that are easily written in two ways."""

from __future__ import annotations

import re

from tests.tree import ROOT


def test_swedish_writes_the_workshop_in_one_way_and_names_need_no_ending() -> None:
    text = (ROOT / "workshop/locale/sv/LC_MESSAGES/messages.po").read_text(encoding="utf-8")
    assert not re.findall(r"\b[Ww]orkshopens?\b", text)
    # A name in front of its noun would need an ending that no placeholder has.
    assert "%(place)s andel" not in text
