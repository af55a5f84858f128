"""What simulated participants write into forms: plausible, varied, and with texts marked as examples."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from random import Random

from workshop.rehearsal.reading import Field, Form

# Probabilities that people give optional values; invented, like the people.
BOUNDS, REASON, TONNES = 0.5, 0.1, 0.6
_KEYS = {"population": 4, "world-emissions": 1, "national-emissions": 3, "blend": 2}


def fill_points(form: Form, chance: Random) -> dict[str, str]:
    """Choose a point on every scale of a survey; after the meeting people know more."""
    after = form.action.endswith("/after")
    weights = (1, 2, 4, 5, 3) if after else (2, 4, 5, 3, 1)
    scales = [each for each in form.fields.values() if each.kind == "radio"]
    return {each.name: chance.choices(each.choices, weights[: len(each.choices)])[0] for each in scales}


def fill_guess(form: Form, chance: Random) -> dict[str, str]:
    """Guess a figure: mostly in the lower part of the range."""
    return {"number": _written(float(form.maximum or 100) * chance.betavariate(1.6, 6))}


def fill_key(form: Form, chance: Random) -> dict[str, str]:
    """Choose an allocation rule."""
    keys = form.fields["key"].choices
    return {"key": chance.choices(keys, [_KEYS.get(key, 1) for key in keys])[0]}


def fill_pick(form: Form, chance: Random, words: Mapping[str, list[str]]) -> dict[str, str]:
    """Choose an amount of a catalogue action."""
    said = {"start_year": _later(form.fields["start_year"], chance)}
    amount = form.fields.get("amount")
    if amount is not None:
        most, step = float(amount.maximum or 1e9), float(amount.step or 0)
        likely = _number(amount, most / 10) * chance.lognormvariate(0, 0.5)
        if step:
            likely = round(likely / step) * step
        said["amount"] = _written(min(most, max(step, likely)))
        if chance.random() < BOUNDS:
            said |= _bounds(float(said["amount"]), most, chance, "amount_low", "amount_high")
    if chance.random() < REASON:
        said["reason"] = chance.choice(words["reason"])
    return said


def fill_own(form: Form, chance: Random, words: Mapping[str, list[str]]) -> dict[str, str]:
    """Write a proposal, with tonnes in some cases."""
    said = {
        "title": chance.choice(words["own"]),
        "actor": chance.choice(form.fields["actor"].choices),
        "start_year": _later(form.fields["start_year"], chance),
        "ramp_years": str(chance.randint(1, 8)),
        "direction": "lowers",
    }
    targets = [each for each in form.fields["target"].choices if each]
    if targets and chance.random() < TONNES:
        likely = float(chance.choice((50, 100, 200, 500, 1000, 2000)))
        said |= {"likely": _written(likely), "target": chance.choice(targets)}
        said |= _bounds(likely, 1e8, chance, "low", "high")
    return said


def fill_estimate(form: Form, chance: Random) -> dict[str, str]:
    """Estimate a proposal around this room's opinion; in the second round estimates converge."""
    most = float(form.maximum or 1000)
    room = Random(zlib.crc32(form.action.encode()))  # noqa: S311  # not for secrets
    middle = most * room.uniform(0.05, 0.25)
    before = form.fields["likely"].value
    if before:
        likely = (_number(form.fields["likely"], middle) + middle) / 2 * chance.lognormvariate(0, 0.15)
    else:
        likely = middle * chance.lognormvariate(0, 0.6)
    likely = min(most, likely)
    return {"likely": _written(likely), **_bounds(likely, most, chance, "low", "high")}


def fill_ballot(form: Form, chance: Random) -> dict[str, str]:
    """Give all dots away, and support some proposals; the first ones are most popular."""
    dots = [name for name in form.fields if name.startswith("dots-")]
    boxes = [name for name in form.fields if name.startswith("supports-")]
    said: dict[str, int] = dict.fromkeys(dots, 0)
    most = max((int(float(form.fields[name].maximum or 0)) for name in dots), default=0)
    liked = [1 / (1 + place) for place in range(len(dots))]
    for name in chance.choices(dots, liked, k=most) if dots else ():
        said[name] += 1
    supported = {name: "yes" for name in boxes if chance.random() < 0.5}
    return {**{name: str(number) for name, number in said.items()}, **supported}


def fill_objection(form: Form, chance: Random, words: Mapping[str, list[str]]) -> dict[str, str]:
    """Object to a proposal."""
    return {
        "kind": chance.choice(form.fields["kind"].choices),
        "text": chance.choice(words["objection"]),
    }


def fill_thought(form: Form, chance: Random, words: Mapping[str, list[str]]) -> dict[str, str]:
    """Write a thought."""
    return {"prompt": chance.choice(form.fields["prompt"].choices), "text": chance.choice(words["thought"])}


def fill_pledge(form: Form, chance: Random, words: Mapping[str, list[str]]) -> dict[str, str]:
    """Make a pledge, independently of the form."""
    assert "due" in form.fields
    due = datetime.now(UTC).date() + timedelta(days=chance.randint(30, 700))
    return {
        "text": chance.choice(words["pledge"]),
        "owner": chance.choice(words["owner"]),
        "due": due.isoformat(),
    }


def _bounds(likely: float, most: float, chance: Random, low: str, high: str) -> dict[str, str]:
    below, above = chance.uniform(0.4, 0.9), chance.uniform(1.1, 1.9)
    return {low: _written(likely * below), high: _written(min(most, likely * above))}


def _later(field: Field, chance: Random) -> str:
    return str(int(_number(field, 2030)) + chance.randint(0, 2))


def _number(field: Field, otherwise: float) -> float:
    try:
        return float(field.value.replace(",", "."))
    except ValueError:
        return otherwise


def _written(value: float) -> str:
    """Write a figure as people do, with at most three significant digits."""
    return f"{float(f'{value:.3g}'):.10g}"
