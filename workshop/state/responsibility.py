"""Who must act for an action to happen: who decides, pays, joins in, and has to agree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

CONTROLS = ("direct", "shared", "external")


@dataclass(frozen=True, kw_only=True)
class Responsibility:
    """What has been said about an action; empty if nothing has.

    ``control`` is how far the municipality decides (one of ``CONTROLS``); the others name actors as
    :data:`scenarios.catalogue.catalogue.ACTORS` does.
    """

    control: str = ""
    decides: str = ""
    pays: str = ""
    joins: tuple[str, ...] = ()
    agrees: tuple[str, ...] = ()

    @classmethod
    def of(cls, about: Mapping[str, Any]) -> Responsibility:
        """Read it from an action's stored facts."""
        return cls(
            control=str(about.get("control", "")),
            decides=str(about.get("decides", "")),
            pays=str(about.get("pays", "")),
            joins=tuple(about.get("joins", ())),
            agrees=tuple(about.get("agrees", ())),
        )

    def kept_in(self, about: Mapping[str, Any]) -> dict[str, Any]:
        """Return ``about`` with this in place of its earlier values; empty values are left out."""
        said = {name: list(v) if isinstance(v, tuple) else v for name, v in asdict(self).items()}
        others = {name: value for name, value in about.items() if name not in said}
        return {**others, **{name: value for name, value in said.items() if value}}
