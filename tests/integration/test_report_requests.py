"""Reports of unusual files, for whom they are, and what happens when one cannot be made."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from tests.integration.report_forms import (
    evaluate_file,
    find_no_fault,
    get,
    plain,
    read,
    save,
)
from tests.workshop_room import Browser, Room
from workshop.charts.reports.tables import describe_tonnes
from workshop.extensions import db
from workshop.i18n import spoken_in
from workshop.models import SavedScenario, Workshop
from workshop.models.types import utc_now
from workshop.services.people.facilitators import ensure_facilitator, issue_login_link
from workshop.services.reports import pdf as typesetting


def test_limits_are_told_with_what_is_missing(room: Room) -> None:
    save(room)
    with room.app.app_context():
        (saved,) = db.session.scalars(db.select(SavedScenario))
        limits = [{"year": 2030, "limit_t": 1000.0}, {"year": 2035, "limit_t": 9e9}]
        saved.document = {**saved.document, "version": 2, "limits": limits}
        db.session.commit()
    files, outcome = read(room), evaluate_file(room)
    missed = outcome["limits"][0]
    with spoken_in("en"):
        amounts = [describe_tonnes(missed[name]) for name in ("limit_t", "emissions_t", "difference_t")]
    for text in files.texts.values():
        assert plain("".join(["2030", *amounts, "not kept"])) in text
        assert plain("–kept") in text


def test_a_file_from_elsewhere_says_what_it_says(room: Room) -> None:
    save(room)
    with room.app.app_context():
        (saved,) = db.session.scalars(db.select(SavedScenario))
        saved.origin = {"file": "other.json", "place": "Elsewhere", "years": False, "own": []}
        saved.document = {**saved.document, "provenance": {"budget": {"steps": "none"}, "statistics": 7}}
        db.session.commit()
    for text in read(room).texts.values():
        assert plain("Imported from the file “other.json”") in text
        assert plain("Budget rule: the file does not say") in text.replace("Budgetrulethe", "Budgetrule:the")
        assert plain("took part") not in text
        assert plain("Appendix") not in text


def test_who_may_read_it(room: Room, app: Flask) -> None:
    save(room)
    with app.app_context():
        secret = issue_login_link(ensure_facilitator("somebody else"), utc_now())
    other = Browser(app.test_client())
    other.send(f"/login/link/{secret}")
    for path in ("", "/report.pdf", "/report.docx"):
        assert app.test_client().get(f"/reports/{room.code}{path}").status_code == 302
        assert other.client.get(f"/reports/{room.code}{path}").status_code == 403
        assert room.phone().client.get(f"/reports/{room.code}{path}").status_code == 302


@pytest.mark.parametrize("year", ["budget_year=2025", "target_year=2046", "budget_year=x", "target_year=²"])
def test_a_year_that_is_not_there_is_reported(room: Room, year: str) -> None:
    save(room)
    query = f"?{year}"
    for path in ("", "/report.pdf", "/report.docx"):
        answer = get(room, path, query=query)
        assert answer.status_code == 422
        assert "Choose a year from 2026 to 2045." in answer.text


def test_without_a_saved_scenario_it_says_what_to_do(room: Room) -> None:
    answer = get(room, "")
    assert answer.status_code == 404
    assert "Save the scenario on the desk" in answer.text


def test_a_process_that_takes_too_long_is_ended(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    save(room)
    monkeypatch.setattr(typesetting, "_WALL_S", 0)
    answer = get(room, "/report.pdf")
    assert answer.status_code == 500
    assert "The report could not be made as a file." in answer.text
    assert get(room, "").status_code == 200


def test_characters_that_no_font_has_are_replaced_on_paper_alone(room: Room) -> None:
    room.move_to("propose")
    room.propose(room.phone(), "Bikes 🚲🚒 for 日本 and مرحبا")
    for view in room.snapshot().waiting:
        room.decide(view.id, "approve")
    save(room)
    files = read(room)
    find_no_fault(files.pdf)
    assert plain("Bikes □□ for □□ and") in files.pdf_text
    assert plain("Bikes 🚲🚒 for 日本") in files.page
    assert plain("Bikes 🚲🚒 for 日本") in files.docx_text


def test_a_refusal_leaves_no_words_in_the_log(room: Room, caplog: pytest.LogCaptureFixture) -> None:
    save(room)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(typesetting, "resource_dir", lambda _: Path(__file__).parent / "nowhere")
        answer = get(room, "/report.pdf")
    assert answer.status_code == 500
    assert "could not be set" in caplog.text
    assert "Nyk" not in caplog.text


def test_too_many_at_once_are_told_to_wait(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    save(room)
    monkeypatch.setattr(typesetting, "_PATIENCE_S", 0)
    with typesetting._turns, typesetting._turns:
        answer = get(room, "/report.docx")
    assert answer.status_code == 503
    assert "Too many reports are being made" in answer.text
    assert get(room, "/report.docx").status_code == 200


def test_the_workshop_of_another_language_keeps_its_words(room: Room) -> None:
    with room.app.app_context():
        db.session.get_one(Workshop, room.workshop_id).language = "sv"
        db.session.commit()
    save(room)
    assert plain("Report to the council") in read(room, "en").pdf_text
    assert plain("Rapport til kommunestyret") in read(room, "nb").pdf_text
