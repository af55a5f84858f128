"""Statistics that are imported beside a running server: one folder for both commands."""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

from tests.bench.live.web import Browser as Desk
from tests.faults.phones import play
from tests.program import Program, running

FILE = (
    "municipality_code,municipality,sector,year,emissions_t,gas\n"
    "4601,Bergen,road_transport,2024,430000,CO2e\n"
)


def test_statistics_are_imported_while_the_server_runs(tmp_path: Path) -> None:
    """Somebody imports statistics with the --data folder of a server that runs. The desk finds the new places
    at once, without a restart.
    """
    file, data = tmp_path / "bergen.csv", tmp_path / "data"
    file.write_text(FILE, encoding="utf-8")
    arguments = ["import-statistics", str(file), "--country", "NO", "--data", str(data)]
    with running(data) as program, closing(_logged_in(program)) as desk:
        assert b"NO-4601" not in _search(desk, "Bergen")
        done = subprocess.run(
            [sys.executable, "-m", "workshop.cli.main", *arguments],
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        # The command breaks its lines.
        said = " ".join(done.stdout.split())
        assert "A server that runs with the same --data folder uses it at once" in said
        assert b"NO-4601" in _search(desk, "Bergen")


def _logged_in(program: Program) -> Desk:
    address = urlsplit(program.address)
    desk = Desk((str(address.hostname), int(address.port or 80)))

    async def act() -> None:
        path = urlsplit(program.login).path
        await desk.get(path)
        assert (await desk.post(path, {})).status < 400

    play(act())
    return desk


def _search(desk: Desk, text: str) -> bytes:
    answer = play(desk.get(f"/territories/?q={text}"))
    assert answer.status == 200
    return answer.body
