"""The picture of the house in CONTRIBUTING shows the folders that there are."""

from __future__ import annotations

import re

import pytest

from tests.tree import ROOT, files


def pictured(package: str) -> set[str]:
    """Read the folders of a package from the picture: the words before the wide gap of each line."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    (picture,) = re.findall(r"^```\n(workshop/ .*?)^```", text, re.MULTILINE | re.DOTALL)
    (part,) = re.findall(rf"^{package}/(.*?)(?=^\w|\Z)", picture, re.MULTILINE | re.DOTALL)
    lines = [
        line[12 - len(f"{package}/") if number == 0 else 12 :]
        for number, line in enumerate(part.splitlines())
    ]
    return {word for line in lines for word in re.split(r" {3,}", line)[0].split()}


@pytest.mark.parametrize("package", ["workshop", "scenarios"])
def test_the_picture_shows_each_folder_and_no_other(package: str) -> None:
    folders = {
        path.relative_to(ROOT / package).parts[0] for path in files(package) if path.parent != ROOT / package
    }
    assert pictured(package) == folders
