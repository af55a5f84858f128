"""The report: written from the figures alone, so that each sentence follows from what was measured."""

from __future__ import annotations

from typing import Any

from tests.bench.live.machine import say_load
from tests.bench.live.report import broadcasts, bursts, growth, kept, previews, processes
from tests.bench.live.report.about import ABOUT
from tests.bench.live.report.table import Row, as_markdown, verdict
from tests.bench.live.report.wording import listed

# Counts up when something is measured in another way, so that no sentence stands over older figures.
FORM = 2
# What the benchmark itself keeps busy: the generator and a server.
OWN_LOAD = 2.0
PUBLISHED = "arsnova.eu 0.79 to 0.99 s"

TITLES = {
    "broadcasts": "A change, to the last screen",
    "proposals": "Proposals",
    "posts": "Proposals by HTTP requests alone",
    "estimates": "Estimates",
    "votes": "Votes",
    "joins": "Joins",
    "typing": "Phones that type",
    "kept": "Kept connections",
    "growth": "Growth",
    "processes": "One process and two",
}


def whole_text(report: dict[str, Any]) -> str:
    """Write the whole report."""
    results, clients, groups = report["results"], report["clients"], report["groups"]
    told = {name: rows_of(name, results[name], clients) for name in TITLES if name in results}
    runs = {name: _measured([groups[name]]) for name in told}
    parts = [
        ABOUT.strip(),
        f"## {_measured([groups[name] for name in told])}",
        verdict([row for rows in told.values() for row in rows]),
    ]
    for name, rows in told.items():
        parts += [f"### {TITLES[name]}", f"Measured {runs[name]}, {_circumstances([groups[name]])}."]
        parts += [as_markdown(rows), *sentences_of(name, results[name], clients)]
    parts += ["### Measured on", _machine(report, [groups[name] for name in told]), form_of_report()]
    return "\n\n".join(part for part in parts if part) + "\n"


def form_of_report() -> str:
    """Name the way in which these figures were measured, for a test that compares it with the code's."""
    return f"Form {FORM} of this report."


def rows_of(name: str, found: Any, clients: int) -> list[Row]:
    """Turn what was measured for a group into rows."""
    match name:
        case "broadcasts":
            return broadcasts.rows(found, clients)
        case "proposals" | "posts":
            return bursts.proposals(found, sockets=name == "proposals")
        case "estimates":
            return bursts.at_once(found, "estimates of one action", "")
        case "votes":
            return bursts.at_once(found, "votes", PUBLISHED)
        case "joins":
            return bursts.joins(found)
        case "typing":
            return previews.rows(found)
        case "kept":
            return kept.rows(found)
        case "growth":
            return growth.rows(found)
    return processes.rows(found)


def sentences_of(name: str, found: Any, clients: int) -> list[str]:
    """Say what follows from a group's figures."""
    match name:
        case "broadcasts":
            return broadcasts.sentences(found, clients)
        case "typing":
            return previews.sentences(found)
        case "growth":
            return growth.sentences(found)
        case "processes":
            return processes.sentences(found)
    return []


def _measured(groups: list[dict[str, Any]]) -> str:
    """Name the days and the commits of some groups."""
    dates = sorted({group["date"] for group in groups})
    return f"{listed(dates)}, {listed(sorted({group['commit'] for group in groups}))}"


def _circumstances(groups: list[dict[str, Any]]) -> str:
    minutes = sum(group["minutes"] for group in groups)
    load = say_load([load for group in groups for load in group["load"]], OWN_LOAD)
    return f"in {minutes:.1f} minutes, {load}"


def _machine(report: dict[str, Any], groups: list[dict[str, Any]]) -> str:
    machine = ", ".join(f"{name} {what}" for name, what in report["machine"].items())
    cores = "had a core each" if report["a_core_each"] else "**shared their cores**"
    return (
        f"{machine}. Generator and server {cores}. {report['clients']:,} phones; {_circumstances(groups)}. "
        "The load is the benchmark's own, too."
    )
