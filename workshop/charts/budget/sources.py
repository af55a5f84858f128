"""Sources in the reader's language, or marked as English if cited verbatim."""

from __future__ import annotations

from dataclasses import dataclass

from workshop.i18n import current_language, gettext


@dataclass(frozen=True)
class SourceView:
    """A source in words, and the language of the words (empty if unknown)."""

    text: str
    language: str


def build_source_view(source: str) -> SourceView:
    """Write our own descriptions of a source in the reader's language; cite others verbatim."""
    # A workshop stores its sources as the model writes them, also those of older statistics.
    said = {
        "CO2 by municipality, county report of 2024-04-18": gettext(
            "CO₂ by municipality, county report of 18 April 2024"
        ),
        "CO2e by municipality, release of 2026": gettext("CO₂e by municipality, release of 2026"),
        "sheet Oversikt - detaljert, as kept by Telemark county on 2026-04-24": gettext(
            "the sheet “Oversikt - detaljert”, as Telemark county had it on 24 April 2026"
        ),
        "sheet Oversikt - detaljert for Oslo, gases apart, as collected on 2026-11-30": gettext(
            "the sheet “Oversikt - detaljert” for Oslo, gases apart, as collected on 30 November 2026"
        ),
        "SMHI, National Emissions Database, CO2, published": gettext(
            "SMHI, National Emissions Database: CO₂, published"
        ),
        "SMHI, National Emissions Database, CO2; cement plants as reported to the Swedish Environmental "
        "Protection Agency taken out": gettext(
            "SMHI, National Emissions Database: CO₂ without cement plants, as these reported to the Swedish "
            "Environmental Protection Agency"
        ),
        "SMHI, National Emissions Database, CO2, published, reported emissions of cement plants taken "
        "out": gettext(
            "SMHI, National Emissions Database: CO₂, published, without what cement plants reported"
        ),
        "Statistics Sweden, 31 December": gettext("Statistics Sweden, 31 December"),
        "Statistics Norway, table 08940, 2021": gettext("Statistics Norway, table 08940, 2021"),
        "Statistics Norway, 1 January": gettext("Statistics Norway, 1 January"),
        "United Nations, World Population Prospects, through Our World in Data": gettext(
            "United Nations, World Population Prospects, through Our World in Data"
        ),
        "No published source: general knowledge of the field, not checked. Put a local figure in its "
        "place.": gettext(
            "No published source: general knowledge of the field, not checked. Replace it with a local "
            "figure."
        ),
        "By definition: emissions are kilometres driven times emissions per kilometre. The percentage is "
        "the room's own.": gettext(
            "By definition: emissions are kilometres driven times emissions per kilometre. The percentage is "
            "the room’s own."
        ),
        "given by the user; no source stated": gettext("no source stated"),
    }.get(source.partition(", without ")[0] if source.startswith("SMHI") else source)
    return SourceView(source, "en") if said is None else SourceView(said, current_language())
