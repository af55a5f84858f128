"""Climate budgets of councils, and the desk's form for their annual limits."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask

from tests.page_forms import fields_of
from tests.workshop_room import Room, open_room
from workshop.services.workshops.opening import Setup

# The layout and the figures of a published climate budget; the titles are ours.
OSLO = """Tiltak;Sektor;Effekt 2030 (tonn CO2e)
Varme av deponigass;electricity_district_heating/district_heating;250
CO2-fangst på avfallslinjen;electricity_district_heating/waste_incineration;164 500
Dyrere passering;road_transport/cars;17 200
Kommunens kjøretøy på strøm;road_transport/cars;900
Sone uten eksos;road_transport/cars;4 800
Drosjer på strøm;road_transport/cars;8 000
Varer uten diesel;road_transport/vans;10 000
Lading for håndverkere;road_transport/vans;20 700
Minibusser til pasienter;road_transport/buses;800
Strøm i massetransport;road_transport/heavy_vehicles;31 000
Elektriske byggeplasser, egne bygg;machinery;15 200
Byggeplass uten diesel;machinery;49 000
Kaikraner på batteri;machinery;2 800
Parkavdelingens maskiner;machinery;3 300
Byggestrøm;machinery;800
Hurtigbåt uten diesel;shipping;1 400
Strøm til skip ved kai;shipping;5 700
Samlet effekt;;336 350"""
# Its published limits, as per cent of 2009.
OSLO_LIMITS = "År\t2026\t2027\t2028\nRamme\t-73 %\t-81 %\t-86 %\nÅr\t2029\t2030\nRamme\t-90 %\t-95 %"


def at(room: Room) -> str:
    return f"/desk/{room.code}/limits"


def form_of(room: Room) -> dict[str, Any]:
    return fields_of(room.desk.open(at(room)).get_data(as_text=True), "limit-rows")


def enter(room: Room, **fields: Any) -> int:
    return room.desk.send(at(room), **{**form_of(room), **fields}).status_code


def rows(*limits: tuple[str, str, str]) -> dict[str, str]:
    return {
        f"limit-{part}-{place}": text
        for place, limit in enumerate(limits)
        for part, text in zip(("year", "amount", "below"), limit, strict=True)
    }


def undo(room: Room) -> None:
    form = fields_of(room.desk.open(f"/desk/{room.code}").get_data(as_text=True), "change")
    assert room.desk.send(f"/desk/{room.code}/undo", **form).status_code == 200


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text).replace("\u00a0", " ").replace("\u202f", " "))


def oslo(app: Flask, **more: Any) -> Room:
    setup = {"title": "Oslo", "territory_id": "NO-0301", "preset": "emission-share", "start_year": 2026}
    return open_room(app, Setup(**{**setup, **more}))
