"""What simulated participants are made of: their roles, how they read a page, what they write into it."""

from __future__ import annotations

from collections import Counter
from random import Random

from workshop.rehearsal.filling import fill_ballot, fill_pick
from workshop.rehearsal.plan import SHARES, Plan, roles_of
from workshop.rehearsal.reading import read_page

PAGE = """
<body data-page="1a2b"><a class="button primary wide" href="/phone/ABCDEF/vote">Vote</a>
<a href="https://elsewhere.example/">Out</a><p class="question small">Which?</p>
<form method="post"><input type="hidden" name="csrf_token" value="t">
<div data-module="stepper" data-step="10" data-maximum="500">
<input id="amount" name="amount" value="100"></div>
<select name="actor"><option value="">?</option><option value="region" selected>Region</option></select>
<select name="table"><option>1</option><option selected>2</option></select>
<input type="radio" name="direction" value="lowers" checked>
<input type="radio" name="direction" value="raises">
<input type="checkbox" name="supports-x" value="yes"><textarea name="reason">\r\nwhy</textarea>
<input name="start_year" value="2027"><button name="stand" value="can">Can</button></form></body>
"""


def test_roles_are_shared_out_so_that_each_may_be_shown() -> None:
    counted = Counter(roles_of(200))
    assert {role: round(200 * share) for role, share in SHARES.items()} == counted
    assert min(Counter(roles_of(60)).values()) >= 5
    assert set(roles_of(5)) <= set(SHARES)


def test_a_page_is_read_as_a_browser_would_send_it() -> None:
    page = read_page(PAGE, "/phone/ABCDEF/catalogue/cars?x=1")
    assert (page.state, page.asked, page.primary) == ("1a2b", True, ["/phone/ABCDEF/vote"])
    assert page.links == ["/phone/ABCDEF/vote"]
    (form,) = page.forms
    assert (form.action, form.method, form.buttons) == (
        "/phone/ABCDEF/catalogue/cars",
        "post",
        [("stand", "can")],
    )
    assert form.values() == {
        "csrf_token": "t",
        "amount": "100",
        "actor": "region",
        "table": "2",
        "direction": "lowers",
        "reason": "why",
        "start_year": "2027",
    }
    assert form.fields["table"].choices == ["1", "2"]
    assert (form.fields["amount"].step, form.fields["amount"].maximum) == ("10", "500")


def test_what_is_written_keeps_within_bounds_and_calls_itself_an_example() -> None:
    (form,) = read_page(PAGE, "/p").forms
    words = {"reason": ["Example of a reason"], "own": ["Example: an idea"]}
    for seed in range(200):
        said = fill_pick(form, Random(seed), words)  # noqa: S311
        low, high = (float(said.get(name, said["amount"])) for name in ("amount_low", "amount_high"))
        assert 0 <= low <= float(said["amount"]) <= high <= 500
        assert said.get("reason", "Example").startswith("Example")
    ballot = read_page(
        '<form method="post"><div data-maximum="5"><input name="dots-a"></div>'
        '<div data-maximum="5"><input name="dots-b"></div></form>',
        "/p",
    ).forms[0]
    assert all(
        int(said["dots-a"]) + int(said["dots-b"]) == 5
        for said in (fill_ballot(ballot, Random(seed)) for seed in range(50))  # noqa: S311
    )


def test_a_plan_survives_its_way_to_another_process() -> None:
    plan = Plan(server="http://h", code="ABCDEF", token="t", people=3, seconds=1.5, words={"own": ["å"]})
    assert Plan.from_json(plan.to_json()) == plan
