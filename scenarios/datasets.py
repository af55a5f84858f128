"""Reading of the data that the library ships, and of imported editions of statistics.

A dataset is a folder below ``scenarios/data``, or the full path of one elsewhere
(`scenarios.editions`), whose files never change while the program runs.

Only ``csv``, ``json`` and NumPy are used: a command that asks for one municipality must not pay for
pandas.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class YearTable:
    """Annual values, one row for each municipality and key (a sector or a source).

    Attributes
    ----------
    years
        The calendar years, in order.
    cells
        Municipality id to its rows, each a key and the values as written in the file. They become
        numbers when asked for, since most requests need few municipalities.
    """

    years: tuple[int, ...]
    cells: dict[str, list[tuple[str, list[str]]]] = field(repr=False)

    def values(self, municipalities: Sequence[str], keys: Sequence[str]) -> FloatArray:
        """Return the values as an array of shape (municipalities, keys, years).

        A row that the file does not have is zero: the datasets leave out rows of zeros.
        """
        position = {key: index for index, key in enumerate(keys)}
        array = np.zeros((len(municipalities), len(keys), len(self.years)))
        for index, municipality in enumerate(municipalities):
            for key, cells in self.cells.get(municipality, ()):
                array[index, position[key]] = [float(cell) for cell in cells]
        return array


@cache
def read_year_table(dataset: str, name: str) -> YearTable:
    """Read a CSV file ``municipality,key,<year>,<year> ...``."""
    with (DATA / dataset / name).open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        years = tuple(int(year) for year in next(reader)[2:])
        cells: dict[str, list[tuple[str, list[str]]]] = {}
        for municipality, key, *values in reader:
            cells.setdefault(municipality, []).append((key, values))
    return YearTable(years, cells)


@cache
def read_years(dataset: str, name: str) -> tuple[int, ...]:
    """Read only the years of a file that ``read_year_table`` reads."""
    with (DATA / dataset / name).open(encoding="utf-8", newline="") as file:
        return tuple(int(year) for year in next(csv.reader(file))[2:])


@cache
def read_rows(dataset: str, name: str) -> tuple[dict[str, str], ...]:
    """Read a CSV file as one dictionary for each row."""
    with (DATA / dataset / name).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def read_document(dataset: str, name: str) -> dict[str, Any]:
    """Read a JSON file whose top level is an object."""
    document: dict[str, Any] = json.loads((DATA / dataset / name).read_text(encoding="utf-8"))
    return document


def list_documents(dataset: str) -> tuple[str, ...]:
    """Return the names of the JSON files of a dataset, in order."""
    return tuple(sorted(path.name for path in (DATA / dataset).glob("*.json")))


def emissions_dataset(country: str) -> str:
    """Return the name of the shipped dataset with a country's municipal emissions."""
    return f"{country.lower()}_emissions"
