"""An OpenID Connect provider in a process of its own: npm's oidc-provider, on the loopback address."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import requests

from tests.program import free_port
from tests.tree import ROOT
from workshop.account_settings import OpenIdSettings

CLIENT, SECRET = "handlingsrom", "a secret that only tests know"
NAME = "Town login"
# Where logins come back to in an application without a server.
BACK = "http://localhost/login/openid/back"
PEOPLE: dict[str, dict[str, Any]] = {
    "ada": {
        "name": "Ada Adviser",
        "email": "Ada@town.example",
        "email_verified": True,
        "groups": ["climate"],
    },
    "bo": {"name": "Bo Adviser", "email": "bo@town.example", "email_verified": False},
    "cleo": {"name": "Cleo Consultant", "email": "cleo@firm.example", "email_verified": True},
}


@dataclass(frozen=True)
class Provider:
    """A running provider."""

    issuer: str
    process: subprocess.Popen[str]

    def settings(self, **more: Any) -> OpenIdSettings:
        """Return the settings of an installation that uses it."""
        values = {"issuer": self.issuer, "client_id": CLIENT, "client_secret": SECRET, "name": NAME, **more}
        return OpenIdSettings(**values)

    def sign_in(self, address: str, login: str, *, do: str = "go") -> str:
        """Act as a person's browser at the provider; return the address that it sends the browser back to."""
        browser = requests.Session()
        # The provider is on this machine, whatever proxies it has.
        browser.trust_env = False
        answer = browser.get(address, timeout=30)
        assert answer.status_code == 200, answer.text
        answer = browser.post(answer.url, data={"login": login, "do": do}, allow_redirects=False, timeout=30)
        while not answer.headers["location"].startswith(BACK):
            following = urljoin(answer.url, answer.headers["location"])
            answer = browser.get(following, allow_redirects=False, timeout=30)
            assert answer.is_redirect, answer.text
        return answer.headers["location"]


@contextmanager
def running_provider(
    *,
    back: Sequence[str] = (BACK,),
    people: Mapping[str, Mapping[str, Any]] = PEOPLE,
    issuer: str = "",
    ahead: int = 0,
) -> Iterator[Provider]:
    """Start a provider, wait until it answers, and end it afterwards; ``ahead`` is its clock, in seconds."""
    port = free_port()
    given = {
        "port": port,
        "issuer": issuer.format(port=port) or f"http://127.0.0.1:{port}",
        "client": CLIENT,
        "secret": SECRET,
        "back": list(back),
        "people": people,
        "ahead": ahead,
    }
    program = shutil.which("node") or shutil.which("node", path=str(Path(sys.executable).parent))
    assert program, "Node is missing: apt install nodejs (make test installs it where it may)"
    with subprocess.Popen(
        [program, str(Path(__file__).parent / "provider.mjs"), json.dumps(given)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=ROOT,
        env={**os.environ, "NODE_ENV": "test"},
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n", (
                "oidc-provider did not start: make vendor fetches it"
            )
            yield Provider(f"http://127.0.0.1:{port}", process)
        finally:
            process.terminate()
            process.wait(timeout=10)
