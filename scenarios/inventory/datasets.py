"""Read the data that the library ships, and imported editions of statistics.

A dataset is a folder below ``scenarios/data``, or the full path of one elsewhere
(`scenarios.inventory.editions`), whose files never change while the program runs.

Only ``csv``, ``json`` and NumPy are used: a command about one municipality must not wait for pandas.
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

DATA = Path(__file__).parent.parent / "data"


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
        """Return the values as an array.

        Parameters
        ----------
        municipalities
            Ids.
        keys
            Every key that these municipalities have, in the order of the result.

        Returns
        -------
        ndarray
            In the unit of the file (of the shipped ones: t/yr), shape (municipalities, keys, years). A row
            that the file does not have is zero: the datasets leave out rows of zeros.

        Raises
        ------
        KeyError
            A municipality has a key that is not in ``keys``.

        Notes
        -----
        Each dataset names its own source in ``SOURCES.md`` or ``edition.json``; only the zeros are added, as
        in the project's model (MODEL.md, section 1).
        """
        position = {key: index for index, key in enumerate(keys)}
        array = np.zeros((len(municipalities), len(keys), len(self.years)))
        for index, municipality in enumerate(municipalities):
            for key, cells in self.cells.get(municipality, ()):
                array[index, position[key]] = [float(cell) for cell in cells]
        return array


@cache
def read_year_table(dataset: str, name: str) -> YearTable:
    """Read a CSV file ``municipality,key,<year>,<year> ...``.

    Parameters
    ----------
    dataset, name
        The folder below ``scenarios/data`` or the full path of one, and the name of the file in it.

    Returns
    -------
    YearTable
        The whole file, with figures as text.
    """
    with (DATA / dataset / name).open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        years = tuple(int(year) for year in next(reader)[2:])
        cells: dict[str, list[tuple[str, list[str]]]] = {}
        for municipality, key, *values in reader:
            cells.setdefault(municipality, []).append((key, values))
    return YearTable(years, cells)


@cache
def read_years(dataset: str, name: str) -> tuple[int, ...]:
    """Read only the years of a file that `read_year_table` reads.

    Parameters
    ----------
    dataset, name
        As for `read_year_table`.

    Returns
    -------
    tuple of int
        Calendar years, in the order of the columns.
    """
    with (DATA / dataset / name).open(encoding="utf-8", newline="") as file:
        return tuple(int(year) for year in next(csv.reader(file))[2:])


@cache
def read_rows(dataset: str, name: str) -> tuple[dict[str, str], ...]:
    """Read a CSV file with a heading.

    Parameters
    ----------
    dataset, name
        As for `read_year_table`.

    Returns
    -------
    tuple of dict
        Each row by the names of the heading; cells are text.
    """
    with (DATA / dataset / name).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def read_document(dataset: str, name: str) -> dict[str, Any]:
    """Read a JSON file whose top level is an object.

    Parameters
    ----------
    dataset, name
        As for `read_year_table`.

    Returns
    -------
    dict
        The same object at every call: do not change it.
    """
    document: dict[str, Any] = json.loads((DATA / dataset / name).read_text(encoding="utf-8"))
    return document


def list_documents(dataset: str) -> tuple[str, ...]:
    """Return the names of the JSON files of a dataset.

    Parameters
    ----------
    dataset
        As for `read_year_table`.

    Returns
    -------
    tuple of str
        In the order of the alphabet.
    """
    return tuple(sorted(path.name for path in (DATA / dataset).glob("*.json")))


def emissions_dataset(country: str) -> str:
    """Return the name of the shipped dataset with a country's municipal emissions.

    Parameters
    ----------
    country
        Two letters, such as ``SE``.

    Returns
    -------
    str
        For `read_year_table` and the others; it need not exist.
    """
    return f"{country.lower()}_emissions"
