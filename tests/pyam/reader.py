"""Run by the Python that has pyam: opens exports and scenario files, and tells what pyam finds, as JSON.

Arguments are exports (``.csv``, ``.xlsx``) or, after ``--frame``, scenario files that are compared
here. What warns while pyam opens and reads them fails, or is told under ``logged``.
"""

from __future__ import annotations

import json
import logging
import sys
import warnings
from pathlib import Path
from typing import Any

import pyam
from pyam.timeseries import cumulative


class Logged(logging.Handler):
    """Keeps what is logged as a warning or worse."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.words: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the words."""
        self.words.append(record.getMessage())


def framed(files: list[str]) -> Any:
    """Compare scenario files by the library, beside pyam, without the app."""
    from scenarios.comparison.comparison import Case, compare
    from scenarios.comparison.iamc import iamc_frame
    from scenarios.engine.evaluation import evaluate
    from scenarios.file.schema import read_scenario

    read = [read_scenario(Path(file).read_bytes()) for file in files]
    return iamc_frame(compare([Case(each.title, each, evaluate(each)) for each in read]))


def told(frame: pyam.IamDataFrame) -> dict[str, Any]:
    """Tell the variables, their sums over time by pyam, the parents that are no sums, and the indicators."""
    emissions = frame.filter(variable=["Emissions|*", "Reference Emissions|*"]).timeseries()
    sums: dict[str, dict[str, float]] = {}
    for (_, scenario, _, variable, _), row in emissions.iterrows():
        years = row.dropna()
        total = cumulative(years, first_year=int(years.index[0]), last_year=int(years.index[-1]))
        sums.setdefault(scenario, {})[variable] = float(total)
    parents = [name for name in frame.variable if any(each.startswith(f"{name}|") for each in frame.variable)]
    meta = frame.meta.droplevel("model").astype(object)
    return {
        "variables": frame.variable,
        "units": frame.unit,
        "regions": frame.region,
        "cumulative": sums,
        "parents": parents,
        "no_sums": [name for name in parents if frame.check_aggregate(name, rtol=1e-9) is not None],
        "meta": json.loads(meta.to_json(orient="index", double_precision=15)),
    }


def main(arguments: list[str]) -> int:
    """Open each export, or the table of all scenario files."""
    logged = Logged()
    logging.getLogger().addHandler(logged)
    for name in list(logging.Logger.manager.loggerDict):
        logging.getLogger(name).addHandler(logged)
    warnings.simplefilter("error")
    warnings.simplefilter("ignore", ResourceWarning)  # pyam leaves workbooks open
    opened = [framed(arguments[1:])] if arguments[0] == "--frame" else arguments
    found = [told(pyam.IamDataFrame(each)) for each in opened]
    print(json.dumps({"files": found, "logged": logged.words}))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
