"""Look at a statistics file before it is imported: what would change, told as figures.

A server runs this module as a program of its own (``python -m scenarios.importing.staging FOLDER``), so that
a national workbook holds up nobody. The folder has ``order.json`` and the file; the answer is written there.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from scenarios.budget.budgets import compute_budget
from scenarios.budget.presets import WITHOUT_RULE, find_preset
from scenarios.errors import ScenariosError
from scenarios.importing.edition_effects import FiguresByPlace, GasFigures, figures_in_use
from scenarios.importing.edition_folder import find_stored
from scenarios.importing.formats import StatisticsFileError, gather
from scenarios.importing.statistics import ImportedEdition, import_statistics
from scenarios.inventory.editions import find_edition, use_data_folder
from scenarios.inventory.inventory import Inventory
from scenarios.inventory.statistics import read_inventory
from scenarios.inventory.territories import find_territory
from scenarios.scenario import sector_of

ORDER, STATUS, FILE, EDITION = "order.json", "status.json", "file", "edition"
MOST_FAULTS: Final = 200
MEMORY_BYTES: Final = 3_000_000_000
"""Of addresses, which are more than what is used: the reader of the file has limits of its own."""
CPU_S: Final = 120


@dataclass(frozen=True)
class StagedBudget:
    """A workshop's budget as it is and as the new statistics would make it.

    Attributes
    ----------
    code, title
        Of the workshop.
    before_t, after_t
        t; ``after_t`` is None if the new statistics give none.
    rate_before_t, rate_after_t
        Emissions of the newest year of the statistics of the budget's scope, t/yr; None if there are none.
    """

    code: str
    title: str
    before_t: float
    after_t: float | None
    rate_before_t: float | None
    rate_after_t: float | None


def write_status(folder: Path, **status: Any) -> None:
    """Write how far the reading is, so that readers never see half of it.

    Parameters
    ----------
    folder
        Of the draft.
    status
        Its members, as JSON has them.
    """
    made = folder / f".{STATUS}"
    made.write_text(json.dumps(status, ensure_ascii=False), encoding="utf-8")
    made.replace(folder / STATUS)


def stage(folder: Path) -> None:
    """Read the file of a draft into an edition beside the others, and write what it would change.

    Parameters
    ----------
    folder
        With the order and the file.
    """
    order = json.loads((folder / ORDER).read_text(encoding="utf-8"))
    known = [Path(each) for each in order["data"]]
    use_data_folder(known[0], *known[1:])
    write_status(folder, state="reading")
    content = (folder / FILE).read_bytes()
    try:
        staged = import_statistics(
            content,
            country=order["country"],
            file_name=order["file_name"],
            name=order["name"] or None,
            date=order["date"] or None,
            folder=folder / EDITION,
            compare=False,
        )
    except StatisticsFileError as error:
        faults = gather(error.faults)
        write_status(folder, state="refused", faults=faults[:MOST_FAULTS], more=len(faults[MOST_FAULTS:]))
        return
    except ScenariosError as error:
        write_status(folder, state="refused", faults=[str(error)], more=0)
        return
    about = json.loads(_about(folder, staged).read_text(encoding="utf-8"))
    twin = next(
        filter(None, (find_stored(each, staged.country, about["sha256"], None) for each in known)), None
    )
    if twin is not None:
        write_status(folder, state="there", edition=twin["edition"], name=twin["name"])
        return
    write_status(folder, state="comparing", rows=staged.rows)
    write_status(folder, state="ready", **_compare(staged, about, order["workshops"], folder, known))


def _about(folder: Path, staged: ImportedEdition) -> Path:
    return folder / EDITION / "statistics" / staged.country / staged.edition / "edition.json"


def _compare(
    staged: ImportedEdition,
    about: Mapping[str, Any],
    workshops: Sequence[Mapping[str, Any]],
    folder: Path,
    known: Sequence[Path],
) -> dict[str, Any]:
    before, sectors_before = figures_in_use(staged.country, staged.municipalities), _sectors(staged)
    rates_before = [_rate(each) for each in workshops]
    use_data_folder(known[0], *known[1:], folder / EDITION)
    after, sectors_after = figures_in_use(staged.country, staged.municipalities), _sectors(staged)
    budgets = [
        StagedBudget(
            each["code"], each["title"], float(each["budget"]["budget_t"]), _budget(each), rate, _rate(each)
        )
        for each, rate in zip(workshops, rates_before, strict=True)
        if set(find_territory(each["budget"]["territory"]).members).intersection(staged.municipalities)
    ]
    return {
        "edition": about["edition"],
        "statistic": about["statistic"],
        "date": staged.date,
        "date_given": staged.date_from == "given",
        "country": staged.country,
        "name": staged.edition,
        "rows": staged.rows,
        "gases": staged.gases,
        "years": staged.years,
        "places": [find_territory(place).name for place in staged.municipalities],
        "figures": _groups(before, after),
        "sectors": [[sector, sectors_before.get(sector), tonnes] for sector, tonnes in sectors_after.items()],
        "budgets": [asdict(each) for each in budgets],
        "notes": staged.notes,
    }


def _groups(before: FiguresByPlace, after: FiguresByPlace) -> list[dict[str, Any]]:
    """Group the municipalities by what becomes of their figures of a gas."""
    groups: dict[str, dict[str, Any]] = {}
    for place, figures in after.items():
        for old, new in zip(before[place], figures, strict=True):
            if not new.edition and not old.edition:
                continue
            entry = {
                "gas": new.gas,
                "before": _gas_figures(old),
                "after": _gas_figures(new),
                "revised": _revised(old, new),
            }
            group = groups.setdefault(json.dumps(entry), {**entry, "places": []})
            group["places"].append(find_territory(place).name)
    return list(groups.values())


def _gas_figures(used: GasFigures) -> dict[str, Any] | None:
    if not used.edition:
        return None
    return {"edition": used.edition, "official": used.official, "preliminary": used.preliminary}


def _revised(old: GasFigures, new: GasFigures) -> list[int]:
    known = dict(zip((*old.official, *old.preliminary), old.figures, strict=True))
    now = zip((*new.official, *new.preliminary), new.figures, strict=True)
    return [year for year, tonnes in now if year in known and known[year] != tonnes]


def _sectors(staged: ImportedEdition) -> dict[str, float]:
    """Return what the municipalities of the file emit by sector in its newest year (t CO2e or CO2)."""
    year, gas = staged.years[-1], staged.gases[-1]
    sums: dict[str, float] = {}
    for place in staged.municipalities:
        inventory = _read(place, gas)
        if inventory is None or year not in inventory.years:
            continue
        column = inventory.emissions_t[:, inventory.year_index(year)].tolist()
        for source, tonnes in zip(inventory.sources, column, strict=True):
            sums[sector_of(source)] = sums.get(sector_of(source), 0.0) + tonnes
    return {sector: tonnes for sector, tonnes in sums.items() if tonnes}


def _read(place: str, gas: str) -> Inventory | None:
    if find_edition(place[:2], [place], gas) is None:
        return None
    try:
        return read_inventory(place, gas=gas)
    except ScenariosError:
        return None


def _rate(workshop: Mapping[str, Any]) -> float | None:
    budget = workshop["budget"]
    try:
        inventory = read_inventory(
            budget["territory"],
            gas=budget["gas"],
            cement=budget["cement"],
            without=tuple(budget.get("without", ())),
        )
    except ScenariosError:
        return None
    return float(inventory.total_t[-1])


def _budget(workshop: Mapping[str, Any]) -> float | None:
    """Compute a workshop's budget by its own rule with the statistics in force."""
    budget = workshop["budget"]
    if budget["preset"] in WITHOUT_RULE:
        return float(budget["budget_t"])
    takes = find_preset(budget["preset"]).takes
    choices = {
        "edition": budget["edition"],
        "temperature": budget["temperature_c"],
        "probability": budget["probability_pct"],
    }
    given = {key: value for key, value in choices.items() if key in takes and value is not None}
    try:
        return compute_budget(
            budget["territory"],
            budget["preset"],
            as_of=budget["start_year"],
            without=tuple(budget.get("without", ())),
            **given,
        ).budget_t
    except ScenariosError:
        return None


def main() -> None:
    """Run as a program: stage the draft in the folder that is named."""
    os.umask(0o077)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    folder = Path(sys.argv[1])
    try:
        stage(folder)
    except Exception:
        write_status(folder, state="broken")
        raise


if __name__ == "__main__":
    main()
