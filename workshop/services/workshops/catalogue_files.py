"""A place's own catalogue as a file."""

from __future__ import annotations

import json

from scenarios.file.own_catalogue import own_catalogue_to_dict
from scenarios.file.own_catalogue_csv import COLUMNS, own_catalogue_rows
from workshop.services.workshops.catalogues import PlaceCatalogue
from workshop.services.workshops.csv_files import write_rows


def write_catalogue_json(there: PlaceCatalogue) -> str:
    """Write a catalogue as JSON, of the format ``handlingsrom/own-catalogue``."""
    return json.dumps(own_catalogue_to_dict(there.as_file()), ensure_ascii=False, indent=1) + "\n"


def write_catalogue_csv(there: PlaceCatalogue) -> str:
    """Write a catalogue for the reader's own spreadsheet program."""
    return write_rows(COLUMNS, own_catalogue_rows(there.as_file()))
