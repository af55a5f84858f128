"""Places by name, as people look for them."""

from __future__ import annotations

from scenarios.errors import ScenariosError
from scenarios.territories import Territory, find_territory, search_territories


def search_places(text: str, limit: int = 12) -> list[Territory]:
    """Find places whose name or code matches what was typed."""
    text = text.strip()
    return list(search_territories(text, limit=limit)) if text else []


def named_place(territory_id: str | None) -> Territory | None:
    """Find a place by its id, or none."""
    try:
        return find_territory((territory_id or "").strip())
    except ScenariosError:
        return None
