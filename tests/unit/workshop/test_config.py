"""The signing key is there whole or not at all, and the same for all who start."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from workshop.config import SHORTEST_SECRET, read_settings
from workshop.faulty_setting import FaultySetting

READ = "import sys, pathlib; from workshop.config import read_settings; "
KEY = "print(read_settings(pathlib.Path(sys.argv[1])).secret_key)"
# The disk takes nothing: a limit on the size of files refuses each write, as a full one does.
FULL = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)); "


@pytest.fixture(autouse=True)
def no_key_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the key come from the folder."""
    monkeypatch.delenv("SECRET_KEY", raising=False)


def test_the_key_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    key = read_settings(tmp_path).secret_key
    assert len(key) == 64
    assert read_settings(tmp_path).secret_key == key
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600


def test_a_database_elsewhere_is_private_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = tmp_path / "elsewhere" / "meetings.sqlite"
    elsewhere.parent.mkdir()
    for path in (elsewhere, elsewhere.with_name("meetings.sqlite-wal")):
        path.touch(mode=0o644)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{elsewhere}")
    read_settings(tmp_path / "data")
    modes = {path.name: path.stat().st_mode & 0o777 for path in elsewhere.parent.iterdir()}
    assert modes == {"meetings.sqlite": 0o600, "meetings.sqlite-wal": 0o600}


@pytest.mark.parametrize(
    "left", ["", "a" * (SHORTEST_SECRET - 1), "\0" * 64], ids=["empty", "short", "zeros"]
)
def test_a_partially_written_key_is_ignored(tmp_path: Path, left: str) -> None:
    (tmp_path / "secret-key").write_text(left)
    key = read_settings(tmp_path).secret_key
    assert (len(key), set(key) <= set("0123456789abcdef")) == (64, True)
    assert read_settings(tmp_path).secret_key == key


def test_a_disk_that_is_full_at_the_first_start_leaves_no_key_for_the_next(tmp_path: Path) -> None:
    full = subprocess.run(
        [sys.executable, "-c", FULL + READ + KEY, tmp_path], capture_output=True, text=True, check=False
    )
    assert "File too large" in full.stderr
    assert list(tmp_path.iterdir()) == []
    assert len(read_settings(tmp_path).secret_key) == 64


def test_processes_that_start_at_the_same_moment_have_the_same_key(tmp_path: Path) -> None:
    for number in range(3):
        folder = tmp_path / str(number)
        folder.mkdir()
        # One that died has left nothing that counts: all want to make the key anew.
        (folder / "secret-key").touch()
        # Each says when it is ready, and all begin together.
        waiting = "import sys; print(flush=True); sys.stdin.read(); "
        starting = [
            subprocess.Popen(
                [sys.executable, "-c", READ + waiting + KEY, folder],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            for _ in range(3)
        ]
        for process in starting:
            assert process.stdout is not None
            process.stdout.readline()
        for process in starting:
            assert process.stdin is not None
            process.stdin.close()
        keys = set()
        for process in starting:
            assert process.stdout is not None
            keys.add(process.stdout.read().strip())
            process.wait()
            process.stdout.close()
        assert len(keys) == 1, keys
        assert (folder / "secret-key").read_text() == keys.pop()


@pytest.mark.parametrize("key", ["x", "0123456789abcdef", "k" * 31, "s" * 64, " " * 40])
def test_a_short_key_is_refused_at_the_start_with_what_why_and_what_now(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    monkeypatch.setenv("SECRET_KEY", key)
    ran = subprocess.run(
        [sys.executable, "-m", "workshop.cli.main", "login-link", "--data", str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ran.returncode != 0
    assert f"SECRET_KEY has {len(key)} bytes, and at least 32 are needed;" in ran.stderr
    assert "a person who guesses it can log in as anybody" in ran.stderr
    assert "secrets.token_hex(32)" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert not (tmp_path / "handlingsrom.sqlite").exists()


@pytest.mark.parametrize(
    "address", ["evil", "javascript:alert(1)", "https://a b", "https://x/y?z", "ftp://x"]
)
def test_an_address_that_no_phone_can_open_is_refused_at_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("HANDLINGSROM_ADDRESS", address)
    with pytest.raises(FaultySetting, match="HANDLINGSROM_ADDRESS"):
        read_settings(tmp_path)
    for right in ("https://workshops.example.org", "http://192.168.1.7:8000", "http://[::1]:80/"):
        monkeypatch.setenv("HANDLINGSROM_ADDRESS", right)
        assert read_settings(tmp_path).public_address.startswith(right.rstrip("/"))


def test_how_long_a_login_lasts_is_a_number_of_hours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "0123456789abcdef" * 2)
    monkeypatch.setenv("HANDLINGSROM_IDLE_HOURS", "2.5")
    settings = read_settings(tmp_path)
    assert (settings.idle_hours, settings.login_hours) == (2.5, 24.0)
    for wrong in ("ten", "0", "-1", "nan", "inf"):
        monkeypatch.setenv("HANDLINGSROM_IDLE_HOURS", wrong)
        with pytest.raises(FaultySetting, match="HANDLINGSROM_IDLE_HOURS"):
            read_settings(tmp_path)
