"""All tables, one module an entity family."""

from workshop.models.agenda import AGENDAS, Phase, Step
from workshop.models.answer import Answer
from workshop.models.facilitator import Facilitator, LoginLink
from workshop.models.helper import Helper
from workshop.models.operation import Change, Operation
from workshop.models.participant import Participant, Role
from workshop.models.proposal import Estimate, HiddenReason, Layer, Proposal, State
from workshop.models.rules import Rules
from workshop.models.saved_scenario import SavedScenario
from workshop.models.workshop import Workshop

__all__ = [
    "AGENDAS",
    "Answer",
    "Change",
    "Estimate",
    "Facilitator",
    "Helper",
    "HiddenReason",
    "Layer",
    "LoginLink",
    "Operation",
    "Participant",
    "Phase",
    "Proposal",
    "Role",
    "Rules",
    "SavedScenario",
    "State",
    "Step",
    "Workshop",
]
