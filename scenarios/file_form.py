"""The form of a scenario file: which members, of which type, range and default.

The form is the contract between programs: format ``handlingsrom/scenario``, version 1. Value
lists, ranges and defaults stand here and nowhere else.
"""

from __future__ import annotations

from typing import Any, Final

from scenarios import reading
from scenarios.reading import ObjectReader, Place
from scenarios.scenario import Action, Effect, Estimate, Group, Scenario, Source, sector_of
from scenarios.strict_json import shown

FORMAT: Final = "handlingsrom/scenario"
VERSION: Final = 1
FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2200
GASES: Final = ("CO2", "CO2e")
RAMPS: Final = ("linear", "step", "s-curve")
EFFECT_KINDS: Final = ("tonnes", "share", "units")
LAYERS: Final = ("proposed", "decided")
LEDGERS: Final = ("territorial", "consumption")
RELATIONS: Final = ("exclusive", "disjoint")
SOURCE_ID: Final = "[a-z0-9_-]+/[a-z0-9_-]+"

FILE_KEYS: Final = (
    *("format", "version", "title", "gas", "start_year", "end_year", "budget_t", "correlation"),
    *("sources", "actions", "groups", "provenance", "about"),
)
SOURCE_KEYS: Final = ("id", "reference_t")
ACTION_KEYS: Final = (
    *("id", "title", "targets", "layer", "included", "ledger", "effect", "start_year", "ramp"),
    *("ramp_years", "end_year", "rebound", "about"),
)
EFFECT_KEYS: Final = ("kind", "estimates")
ESTIMATE_KEYS: Final = ("low", "likely", "high")
GROUP_KEYS: Final = ("id", "relation", "actions")

YEAR: Final = reading.whole(
    f"a whole year from {FIRST_YEAR} to {LAST_YEAR}", lambda year: FIRST_YEAR <= year <= LAST_YEAR
)
ANY_NUMBER: Final = reading.number("a number")


def read_file(place: Place) -> Scenario:
    """Read the whole file; the scenario is good only if no fault was noted."""
    file = ObjectReader(place, FILE_KEYS)
    file.take("format", reading.one_of(FORMAT), expected=f'"{FORMAT}"')
    file.take("version", ANY_NUMBER, expected=str(VERSION))
    title = file.take("title", reading.text, expected="a text")
    gas = file.take("gas", reading.one_of(*GASES), expected=" or ".join(GASES))
    start_year = file.take("start_year", YEAR, expected="the first year")
    end_year = file.take("end_year", YEAR, expected="the last year")
    _check_years(file, start_year, end_year)
    horizon = None
    if start_year is not None and end_year is not None and start_year <= end_year:
        horizon = end_year - start_year + 1
    sources = file.take("sources", _sources_reader(horizon), expected="the list of emission sources")
    actions = file.take("actions", _actions_reader(place.value), expected="a list, which may be empty")
    return Scenario(
        title=title,
        gas=gas,
        start_year=start_year,
        end_year=end_year,
        budget_t=file.take("budget_t", ANY_NUMBER, expected="what is left, in tonnes"),
        sources=sources,
        actions=actions,
        groups=file.take("groups", _groups_reader(place.value), ()),
        correlation=file.take(
            "correlation", reading.number("0 or more and below 1", lambda rho: 0 <= rho < 1), 0.0
        ),
        provenance=file.take("provenance", reading.free_object, {}),
        about=file.take("about", reading.free_object, {}),
    )


def _check_years(reader: ObjectReader, start_year: int | None, end_year: int | None) -> None:
    if start_year is not None and end_year is not None and end_year < start_year:
        reader.place.member("end_year").fault(
            f"{end_year} is before the start year {start_year}", f"{start_year} or later"
        )


def _sources_reader(horizon: int | None) -> reading.Reader:
    source_id = reading.unique(reading.matching(SOURCE_ID, "sector/name with one slash, of a-z 0-9 _ -"))
    tonnes = reading.array(
        reading.number("a number of tonnes, 0 or more", lambda tonnes: tonnes >= 0),
        expected="a list of tonnes, one for each year",
    )

    def read_reference(place: Place) -> Any:
        values = tonnes(place)
        if values is not None and horizon is not None and len(values) != horizon:
            place.fault(f"{len(values)} values", f"one for each of the {horizon} years")
        return values

    def read_source(place: Place) -> Source:
        source = ObjectReader(place, SOURCE_KEYS)
        return Source(
            id=source.take("id", source_id, expected="sector/name"),
            reference_t=source.take("reference_t", read_reference, expected="the emissions of each year"),
        )

    return reading.array(read_source, least=1, expected="a list of at least one emission source")


def _actions_reader(document: Any) -> reading.Reader:
    action_id = reading.unique(reading.text)
    read_target = _target_reader(document)

    def read_action(place: Place) -> Action:
        action = ObjectReader(place, ACTION_KEYS)
        effect = action.take("effect", reading.nullable(_read_effect), expected="an effect or null")
        # An effect that could not be read is an effect all the same.
        has_effect = action.has("effect") and place.value["effect"] is not None
        default: Any = reading.REQUIRED if has_effect else None
        start_year = action.take("start_year", YEAR, default, expected="the first year with effect")
        end_year = action.take("end_year", reading.nullable(YEAR), None)
        _check_years(action, start_year, end_year)
        return Action(
            id=action.take("id", action_id, expected="a text"),
            title=action.take("title", reading.text, expected="a text"),
            targets=action.take(
                "targets",
                reading.array(
                    read_target, least=1 if has_effect else 0, expected="a list of sources or sectors"
                ),
                reading.REQUIRED if has_effect else (),
                expected="a list of sources or sectors",
            ),
            effect=effect,
            start_year=start_year,
            ramp=action.take("ramp", reading.one_of(*RAMPS), default, expected=f"one of {', '.join(RAMPS)}"),
            ramp_years=_take_ramp_years(action, default),
            end_year=end_year,
            rebound=action.take(
                "rebound", reading.number("0 or more and below 1", lambda part: 0 <= part < 1), 0.0
            ),
            layer=action.take("layer", reading.one_of(*LAYERS), "proposed"),
            included=action.take("included", reading.truth, True),
            ledger=action.take("ledger", reading.one_of(*LEDGERS), "territorial"),
            about=action.take("about", reading.free_object, {}),
        )

    return reading.array(read_action)


def _take_ramp_years(action: ObjectReader, default: Any) -> Any:
    if action.has("ramp"):
        ramp = action.place.value["ramp"]
        if ramp == "step":
            default = 1
        elif not isinstance(ramp, str) or ramp not in RAMPS:
            default = None  # nobody can say whether a ramp of this name would need them
    years = reading.whole("a whole number of years, 1 or more", lambda years: years >= 1)
    return action.take("ramp_years", years, default, expected="the number of years to full effect")


def _ids_in(document: Any, key: str) -> set[str] | None:
    """Return all ids of a list of the file; None where some cannot be read, so nobody can say."""
    items = document.get(key) if isinstance(document, dict) else None
    if not isinstance(items, list):
        return None
    ids = [item.get("id") if isinstance(item, dict) else None for item in items]
    return {str(item_id) for item_id in ids} if all(isinstance(i, str) for i in ids) else None


def _target_reader(document: Any) -> reading.Reader:
    ids = _ids_in(document, "sources")
    if ids is None:
        return reading.text
    known = ids | {sector_of(source_id) for source_id in ids}

    def read_target(place: Place) -> Any:
        target = reading.text(place)
        if target is not None and target not in known:
            place.fault(f"unknown target {shown(target)}", "the id or the sector of a source of this file")
        return target

    return read_target


def _read_effect(place: Place) -> Effect:
    is_units = isinstance(place.value, dict) and place.value.get("kind") == "units"
    effect = ObjectReader(place, (*EFFECT_KEYS, "units") if is_units else EFFECT_KEYS)
    is_share = effect.has("kind") and place.value["kind"] == "share"
    return Effect(
        kind=effect.take("kind", reading.one_of(*EFFECT_KINDS), expected=f"one of {', '.join(EFFECT_KINDS)}"),
        estimates=effect.take(
            "estimates",
            reading.array(
                _read_share if is_share else _read_tonnes, least=1, expected="a list of at least one estimate"
            ),
            expected="a list of at least one estimate",
        ),
        units=effect.take(
            "units",
            reading.number("a positive number", lambda units: units > 0),
            reading.REQUIRED if is_units else None,
            expected="the number of units",
        ),
    )


def _read_tonnes(place: Place) -> Estimate:
    return _read_estimate(place, ANY_NUMBER)


def _read_share(place: Place) -> Estimate:
    return _read_estimate(place, reading.number("a share, at most 1", lambda share: share <= 1))


def _read_estimate(place: Place, read_value: reading.Reader) -> Estimate:
    estimate = ObjectReader(place, ESTIMATE_KEYS)
    likely = estimate.take("likely", read_value, expected="the likely value")
    low = estimate.take("low", read_value, likely)
    high = estimate.take("high", read_value, likely)
    if likely is not None and low is not None and low > likely:
        place.member("low").fault(f"low {low:g} is above likely {likely:g}", "low <= likely <= high")
    if likely is not None and high is not None and high < likely:
        place.member("high").fault(f"high {high:g} is below likely {likely:g}", "low <= likely <= high")
    if likely is None and low is not None and high is not None and low > high:
        place.member("low").fault(f"low {low:g} is above high {high:g}", "low <= likely <= high")
    return Estimate(low=low, likely=likely, high=high)


def _groups_reader(document: Any) -> reading.Reader:
    group_id = reading.unique(reading.text)
    read_member = _member_reader(document)

    def read_group(place: Place) -> Group:
        group = ObjectReader(place, GROUP_KEYS)
        return Group(
            id=group.take("id", group_id, expected="a text"),
            relation=group.take("relation", reading.one_of(*RELATIONS), expected=" or ".join(RELATIONS)),
            actions=group.take("actions", reading.array(read_member), expected="a list of action ids"),
        )

    return reading.array(read_group)


def _member_reader(document: Any) -> reading.Reader:
    known = _ids_in(document, "actions")
    actions = document.get("actions") if isinstance(document, dict) else None
    increases = {
        action["id"]
        for action in (actions if isinstance(actions, list) else ())
        if isinstance(action, dict) and isinstance(action.get("id"), str) and _can_increase(action)
    }
    seen: set[str] = set()

    def read_member(place: Place) -> Any:
        member = reading.text(place)
        if member is None:
            return None
        if known is not None and member not in known:
            place.fault(f"unknown action {shown(member)}", "the id of an action of this file")
        elif member in seen:
            place.fault(f"{shown(member)} is in a group already", "every action in one group at most")
        elif member in increases:
            place.fault(f"{shown(member)} can increase emissions", "only actions with no low below 0")
        seen.add(member)
        return member

    return read_member


def _can_increase(action: dict[str, Any]) -> bool:
    effect = action.get("effect")
    estimates = effect.get("estimates") if isinstance(effect, dict) else None
    return any(
        isinstance(low := estimate.get("low", estimate.get("likely")), int | float) and low < 0
        for estimate in (estimates if isinstance(estimates, list) else ())
        if isinstance(estimate, dict)
    )
