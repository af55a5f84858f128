"""Take a staged edition into the folder of editions, and take an imported one out again."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from scenarios.importing.edition_folder import UNDONE, ImportArgumentError, find_stored, free_name
from scenarios.inventory.editions import FOLDER, NAME


def adopt_edition(staged: Path, folder: Path) -> str:
    """Move a staged edition among the imported ones, at once or not at all.

    Parameters
    ----------
    staged
        The folder of the staged edition.
    folder
        The data folder.

    Returns
    -------
    str
        The name of the edition.

    Raises
    ------
    ImportArgumentError
        If the same file has been imported meanwhile, or the folder cannot be written to.
    """
    about = json.loads((staged / "edition.json").read_text(encoding="utf-8"))
    place = folder / FOLDER / about["country"]
    if find_stored(folder, about["country"], about["sha256"], None) is not None:
        raise ImportArgumentError("The same file has been imported meanwhile.")
    try:
        place.mkdir(parents=True, exist_ok=True)
        about["name"] = free_name(place, about["date"])
        document = json.dumps(about, ensure_ascii=False, indent=2)
        (staged / "edition.json").write_text(document, encoding="utf-8")
        staged.rename(place / about["name"])
    except OSError as error:
        raise ImportArgumentError(f"The data folder cannot be written to ({error.strerror}).") from error
    return str(about["name"])


def withdraw_edition(folder: Path, country: str, name: str) -> None:
    """Take an imported edition out for good; its name is not given again.

    Parameters
    ----------
    folder, country, name
        The data folder, two letters, and the name of the edition.

    Raises
    ------
    ImportArgumentError
        If there is no such edition, or the folder cannot be written to.
    """
    place = folder / FOLDER / country
    if not NAME.fullmatch(name) or not (place / name).is_dir():
        raise ImportArgumentError(f"There is no imported edition {name!r} of {country}.")
    try:
        # An empty folder stays: running programs remember what an edition's folder had in it.
        gone = place / f"{UNDONE}{name}"
        (place / name).rename(gone)
        for path in gone.iterdir():
            path.unlink() if path.is_file() else shutil.rmtree(path)
    except OSError as error:
        raise ImportArgumentError(f"The data folder cannot be written to ({error.strerror}).") from error
