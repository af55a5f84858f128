"""The model once more: slow loops over plain numbers, written from the formulas alone.

It shares no code with the engine, which is compared with it. The integral of the attribution is
solved exactly, as a polynomial of fractions.
"""

from __future__ import annotations

import itertools
import math
import random
import statistics
from fractions import Fraction
from typing import Any

Document = dict[str, Any]


def profile(action: Document, year: int) -> float:
    if year < action["start_year"]:
        return 0.0
    if action.get("end_year") is not None and year > action["end_year"]:
        return 0.0
    if action["ramp"] == "step":
        return 1.0
    if action["ramp"] == "points":
        return _on_the_line(action["ramp_points"], year)
    x = min(1.0, (year - action["start_year"] + 1) / action["ramp_years"])
    if action["ramp"] == "linear":
        return x

    def logistic(at: float) -> float:
        return 1 / (1 + math.exp(-10 * (at - 0.5)))

    return (logistic(x) - logistic(0)) / (logistic(1) - logistic(0))


def likely(action: Document) -> float:
    return statistics.median(estimate["likely"] for estimate in action["effect"]["estimates"])


class PlainScenario:
    """A scenario document (with all defaults spelt out) and the values of its effects."""

    def __init__(self, document: Document, values: dict[str, float] | None = None) -> None:
        self.document = document
        self.years = range(document["start_year"], document["end_year"] + 1)
        self.reference = {source["id"]: source["reference_t"] for source in document["sources"]}
        self.counting = {
            action["id"]: action
            for action in document["actions"]
            if action["included"]
            and action["effect"] is not None
            and action["ledger"] == "territorial"
            and not action.get("in_reference", False)
        }
        self.values = values or {key: likely(action) for key, action in self.counting.items()}

    def targets(self, key: str) -> list[str]:
        named = self.counting[key]["targets"]
        return [source for source in self.reference if source in named or source.split("/")[0] in named]

    def amount(self, key: str) -> float:
        """The value of the effect, in t/yr for units too."""
        return self.values[key] * self.counting[key]["effect"].get("units", 1.0)

    def promised(self, key: str, year: int) -> float:
        action = self.counting[key]
        return self.amount(key) * (1 - action["rebound"]) * profile(action, year)

    def targeted(self, key: str, t: int) -> float:
        return sum(self.reference[source][t] for source in self.targets(key))

    def fraction(self, key: str, source: str, t: int) -> float:
        """r[i,l,t]."""
        if self.values[key] < 0 or source not in self.targets(key):
            return 0.0
        promised = self.promised(key, self.years[t])
        if self.counting[key]["effect"]["kind"] == "share":
            return promised
        base = self.targeted(key, t)
        return 0.0 if base == 0 else min(1.0, promised / base)

    def increase(self, key: str, source: str, t: int) -> float:
        """A[i,l,t]."""
        if self.values[key] >= 0 or source not in self.targets(key):
            return 0.0
        size = -self.amount(key) * profile(self.counting[key], self.years[t])
        if self.counting[key]["effect"]["kind"] == "share":
            return size * self.reference[source][t]
        base = self.targeted(key, t)
        if base == 0:
            return size / len(self.targets(key))
        return size * self.reference[source][t] / base

    def standalone(self, key: str) -> float:
        return sum(
            self.reference[source][t] * self.fraction(key, source, t) - self.increase(key, source, t)
            for source in self.reference
            for t in range(len(self.years))
        )

    def groups(self, chosen: set[str]) -> list[list[str]]:
        """Lists of members that count; the losers of exclusive groups are gone."""
        groups = []
        for group in self.document["groups"]:
            members = sorted(chosen.intersection(group["actions"]))
            if members and group["relation"] == "exclusive":
                strength = {key: self.standalone(key) for key in members}
                largest = max(strength.values())
                members = [next(key for key in members if largest - strength[key] <= 1e-9 * largest)]
            groups.append(members)
        grouped = {key for group in self.document["groups"] for key in group["actions"]}
        return groups + [[key] for key in sorted(chosen - grouped)]

    def group_fraction(self, members: list[str], source: str, t: int) -> float:
        return min(1.0, sum(self.fraction(key, source, t) for key in members))

    def emissions_by_source(self, chosen: set[str] | None = None) -> dict[str, list[float]]:
        chosen = set(self.counting) if chosen is None else chosen
        groups = self.groups(chosen)
        result: dict[str, list[float]] = {}
        for source, reference in self.reference.items():
            result[source] = []
            for t in range(len(self.years)):
                left = reference[t]
                for members in groups:
                    left *= 1 - self.group_fraction(members, source, t)
                left += sum(self.increase(key, source, t) for key in chosen)
                result[source].append(left)
        return result

    def emissions(self, chosen: set[str] | None = None) -> list[float]:
        by_source = self.emissions_by_source(chosen)
        return [sum(values[t] for values in by_source.values()) for t in range(len(self.years))]

    def total(self, chosen: set[str] | None = None) -> float:
        return sum(self.emissions(chosen))

    def marginal(self, key: str) -> float:
        return self.total(set(self.counting) - {key}) - self.total()

    def capped(self, key: str) -> float:
        if self.values[key] < 0 or self.counting[key]["effect"]["kind"] == "share":
            return 0.0
        return sum(
            max(0.0, self.promised(key, year) - self.targeted(key, t)) for t, year in enumerate(self.years)
        )

    def attributed(self) -> dict[str, list[float]]:
        result = {key: [0.0] * len(self.years) for key in self.counting}
        groups = self.groups(set(self.counting))
        for source, reference in self.reference.items():
            for t in range(len(self.years)):
                fractions = [self.group_fraction(members, source, t) for members in groups]
                for place, members in enumerate(groups):
                    sums = sum(self.fraction(key, source, t) for key in members)
                    if sums == 0:
                        continue
                    others = fractions[:place] + fractions[place + 1 :]
                    whole = reference[t] * fractions[place] * _integral(others)
                    for key in members:
                        result[key][t] += whole * self.fraction(key, source, t) / sums
                for key in self.counting:
                    result[key][t] -= self.increase(key, source, t)
        return result

    def blocks(self) -> dict[str, float]:
        """block_t: the decided plan first, then the others along the line to all that counts."""
        result = dict.fromkeys(self.counting, 0.0)
        decided, everything = self.decided(), set(self.counting)
        grouped = [group["actions"] for group in self.document["groups"]]
        grouped += [[key] for key in self.counting if not any(key in members for members in grouped)]
        before, after = self._by_group(grouped, decided), self._by_group(grouped, everything)
        for source, reference in self.reference.items():
            for t in range(len(self.years)):
                d = [self.group_fraction(members, source, t) for members in before]
                r = [self.group_fraction(members, source, t) for members in after]
                for place, (first, last) in enumerate(zip(before, after, strict=True)):
                    others = [each for each in range(len(d)) if each != place]
                    plan = reference[t] * d[place] * _integral([d[each] for each in others])
                    self._share(result, first, source, t, plan)
                    tonight = [key for key in last if key not in decided]
                    lines = [(1 - d[each], r[each] - d[each]) for each in others]
                    added = reference[t] * (r[place] - d[place]) * _integral_of_lines(lines)
                    if len(tonight) == 1:
                        result[tonight[0]] += added
                    else:
                        self._share(result, tonight, source, t, added)
                for key in self.counting:
                    result[key] -= self.increase(key, source, t)
        return result

    def _by_group(self, grouped: list[list[str]], chosen: set[str]) -> list[list[str]]:
        """For each group its members that count among those chosen, losers left out."""
        counting = self.groups(chosen)
        return [next((part for part in counting if set(part) & set(members)), []) for members in grouped]

    def _share(self, result: dict[str, float], members: list[str], source: str, t: int, block: float) -> None:
        total = sum(self.fraction(key, source, t) for key in members)
        for key in members if total else ():
            result[key] += block * self.fraction(key, source, t) / total

    def decided(self) -> set[str]:
        return {key for key, action in self.counting.items() if action["layer"] == "decided"}


def exceeds(cumulative: float, budget: float) -> bool:
    return cumulative - budget > 1e-9 * max(1.0, abs(cumulative), abs(budget))


def exhausted(first_year: int, emissions: list[float], budget: float) -> float | None:
    if budget < 0:
        return float(first_year)
    for place, emitted in enumerate(emissions):
        before = sum(emissions[:place])
        if exceeds(before + emitted, budget):
            return first_year + place + max(0.0, (budget - before) / emitted)
    return None


def draw(document: Document, generator: random.Random) -> dict[str, float]:
    """One draw of the value of every counting effect."""
    rho = document["correlation"]
    common: dict[str, float] = {}
    values = {}
    for key, action in PlainScenario(document).counting.items():
        sector = action["targets"][0].split("/")[0]
        if sector not in common:
            common[sector] = generator.gauss()
        z = math.sqrt(rho) * common[sector] + math.sqrt(1 - rho) * generator.gauss()
        estimate = generator.choice(action["effect"]["estimates"])
        values[key] = quantile(estimate, statistics.NormalDist().cdf(z))
    return values


def quantile(estimate: dict[str, float], u: float) -> float:
    low, mode, high = estimate["low"], estimate["likely"], estimate["high"]
    if low == high:
        return mode
    if u < (mode - low) / (high - low):
        return low + math.sqrt(u * (high - low) * (mode - low))
    return high - math.sqrt((1 - u) * (high - low) * (high - mode))


def _on_the_line(points: list[list[float]], year: int) -> float:
    for (first, low), (last, high) in zip(points, [*points[1:], (math.inf, points[-1][1])], strict=True):
        if first <= year < last:
            return low if last == math.inf else low + (high - low) * (year - first) / (last - first)
    raise AssertionError("before the first named year")


def warming(marks: list[dict[str, float]], cumulative: float) -> float | None:
    """On the straight line through the two marks that are nearest on either side, or at one end."""
    if not marks:
        return None
    pairs = list(itertools.pairwise(marks))
    left, right = next((pair for pair in pairs if cumulative < pair[1]["budget_t"]), pairs[-1])
    part = (cumulative - left["budget_t"]) / (right["budget_t"] - left["budget_t"])
    return left["temperature_c"] + part * (right["temperature_c"] - left["temperature_c"])


def _integral_of_lines(lines: list[tuple[float, float]]) -> float:
    """The integral over s from 0 to 1 of the product of (k - s m), exactly."""
    coefficients = [Fraction(1)]
    for constant, slope in lines:
        longer = [Fraction(constant) * coefficient for coefficient in coefficients] + [Fraction(0)]
        for power, coefficient in enumerate(coefficients):
            longer[power + 1] -= Fraction(slope) * coefficient
        coefficients = longer
    return float(sum(coefficient / (power + 1) for power, coefficient in enumerate(coefficients)))


def _integral(fractions: list[float]) -> float:
    """The integral over s from 0 to 1 of the product of (1 - s r), exactly."""
    coefficients = [Fraction(1)]
    for r in fractions:
        if r == 0:
            continue
        longer = [*coefficients, Fraction(0)]
        for power, coefficient in enumerate(coefficients):
            longer[power + 1] -= Fraction(r) * coefficient
        coefficients = longer
    return float(sum(coefficient / (power + 1) for power, coefficient in enumerate(coefficients)))
