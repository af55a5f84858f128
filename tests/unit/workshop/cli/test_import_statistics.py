"""``handlingsrom import-statistics``."""

from __future__ import annotations

from pathlib import Path

from tests.unit.scenarios.statistics_files import tidy, workbook
from tests.unit.workshop.cli.conftest import Run


def test_an_import_is_seen_by_the_other_commands(handlingsrom: Run, tmp_path: Path) -> None:
    file, data = tmp_path / "figures.csv", str(tmp_path / "data")
    file.write_bytes(tidy())
    done = handlingsrom("import-statistics", str(file), "--country", "NO", "--data", data, "--json")
    assert (done.status, done.err) == (0, "")
    assert done.document["edition"] == "2025-01-01"
    assert done.document["date_from"] == "1 January after the newest year of the file"
    listed = handlingsrom("territories", "--data", data, "--json").document
    assert {"NO-1103", "NO-4001"} <= {row["id"] for row in listed}
    budget = handlingsrom("budget", "NO-4001", "--preset", "carbon-law", "--data", data, "--json").document
    base = next(step for step in budget["steps"] if step["key"] == "base_emissions")
    assert "edition of 2025-01-01, imported" in base["source"]
    years = ("--start-year", "2025", "--end-year", "2026", "--method", "flat")
    assert handlingsrom("reference", "NO-1103", *years, "--data", data).status == 0
    # without the folder, what was imported there is not seen
    assert handlingsrom("reference", "NO-1103", *years).status == 2


def test_a_person_is_told(handlingsrom: Run, tmp_path: Path) -> None:
    file = tmp_path / "utslipp.xlsx"
    file.write_bytes(workbook())
    arguments = (
        "--country",
        "NO",
        "--date",
        "2026-04-24",
        "--name",
        "Miljødirektoratet",
        "--data",
        str(tmp_path),
    )
    lines = handlingsrom("import-statistics", str(file), *arguments).out.splitlines()
    assert lines[:3] == [
        "Imported: Miljødirektoratet (edition of 2026-04-24, imported)",
        "Edition 2026-04-24 of NO; its date is as given.",
        "2 municipalities (NO-0301, NO-4001), 4 sources, CO2 and CO2e, 2 years from 2023 to 2024.",
    ]


def test_every_faulty_row_has_its_line(handlingsrom: Run, tmp_path: Path) -> None:
    file, data = tmp_path / "figures.csv", tmp_path / "data"
    faulty = {2: "4001,Porsgrunn,road,cars,2023,1,CO2e", 6: "4001,Porsgrunn,waste,,2024,x\u2028,CO2e"}
    file.write_bytes(tidy(faulty))
    done = handlingsrom("import-statistics", str(file), "--country", "NO", "--data", str(data), "--json")
    assert (done.status, done.out) == (2, "")
    starts = [line.removeprefix(f"{file}: ")[:6] for line in done.err.splitlines()]
    assert starts == ["row 2:", "row 6:"]
    assert not data.exists()


def test_what_cannot_be_read_or_asked_for(handlingsrom: Run, tmp_path: Path) -> None:
    missing = handlingsrom("import-statistics", str(tmp_path / "none.csv"), "--country", "NO")
    assert (missing.status, missing.out) == (2, "")
    assert "cannot be read: " in missing.err
    file = tmp_path / "figures.csv"
    file.write_bytes(tidy())
    wrong = handlingsrom("import-statistics", str(file), "--country", "NO", "--date", "yesterday")
    assert (wrong.status, wrong.out) == (2, "")
    assert wrong.err.startswith("handlingsrom import-statistics: The date is 'yesterday'; give ")


def test_rows_with_the_same_fault_are_one_line(handlingsrom: Run, tmp_path: Path) -> None:
    file = tmp_path / "uk.csv"
    rows = [f"ABC,Armagh,{sector},2020,1,CO2" for sector in (*["domestic"] * 3000, "transport", "domestic")]
    file.write_text("\n".join(["municipality_code,municipality,sector,year,emissions_t,gas", *rows]))
    done = handlingsrom("import-statistics", str(file), "--country", "GB", "--data", str(tmp_path / "data"))
    assert (done.status, done.out) == (2, "")
    (line,) = done.err.splitlines()
    assert line.startswith(f"{file}: rows 2 to 3001, 3003 (3001 rows): unknown sector 'domestic'")


def test_the_command_says_what_speaks_now_and_that_a_file_is_there_already(
    handlingsrom: Run, tmp_path: Path
) -> None:
    file = tmp_path / "release.csv"
    heading = "municipality_code,municipality,sector,year,emissions_t,gas"
    file.write_text(f"{heading}\n0480,Nyköping,transport,2025,200000,CO2e\n", encoding="utf-8")
    arguments = ("import-statistics", str(file), "--country", "SE", "--data", str(tmp_path / "data"))
    first, again = handlingsrom(*arguments).out, handlingsrom(*arguments).out
    assert "preliminary years of CO2 are 2023 to 2025, before 2023 to 2024." in first
    assert "A server that runs with the same --data folder uses it at once" in " ".join(first.split())
    assert again.startswith("Already there: this file was imported before, and nothing is added.")
    assert handlingsrom(*arguments, "--json").document["is_new"] is False


def test_a_folder_that_the_import_makes_is_for_its_own_account(handlingsrom: Run, tmp_path: Path) -> None:
    file, data = tmp_path / "figures.csv", tmp_path / "data"
    file.write_bytes(tidy())
    assert handlingsrom("import-statistics", str(file), "--country", "NO", "--data", str(data)).status == 0
    assert data.stat().st_mode & 0o077 == 0
