"""All tables, one module per family of entities."""

from workshop.models.action_list import ListDraft, RememberedList
from workshop.models.adopted_words import AdoptedWords
from workshop.models.agenda import AGENDAS, Phase, Step
from workshop.models.answer import Answer
from workshop.models.audit import AuditEntry
from workshop.models.ballot import Ballot, Published, ShownTotals
from workshop.models.catalogue import CatalogueDraft, CatalogueEntry, CatalogueRevision, CatalogueStep
from workshop.models.count import Count, Source
from workshop.models.facilitator import AccountRole, Facilitator, LoginLink, RecoveryCode
from workshop.models.helper import Helper
from workshop.models.linked_identity import LinkedIdentity
from workshop.models.login import Login, Means
from workshop.models.objection import Objection, ObjectionKind
from workshop.models.operation import Change, Operation
from workshop.models.participant import Participant, Role
from workshop.models.proposal import Estimate, HiddenReason, Layer, Proposal, State
from workshop.models.reflection import Reflection, ReflectionKind, Stance, Stand
from workshop.models.rehearsal import Rehearsal
from workshop.models.remote_desk import RemoteDesk
from workshop.models.removal import Removal, is_here
from workshop.models.rules import Rules
from workshop.models.saved_scenario import SavedScenario
from workshop.models.scenario_draft import ScenarioDraft
from workshop.models.screen import HeldPicture, Screen
from workshop.models.table import Seat, TableChoice
from workshop.models.team import Invitation, TeamMember, TeamRole
from workshop.models.workshop import Workshop

__all__ = [
    "AGENDAS",
    "AccountRole",
    "AdoptedWords",
    "Answer",
    "AuditEntry",
    "Ballot",
    "CatalogueDraft",
    "CatalogueEntry",
    "CatalogueRevision",
    "CatalogueStep",
    "Change",
    "Count",
    "Estimate",
    "Facilitator",
    "HeldPicture",
    "Helper",
    "HiddenReason",
    "Invitation",
    "Layer",
    "LinkedIdentity",
    "ListDraft",
    "Login",
    "LoginLink",
    "Means",
    "Objection",
    "ObjectionKind",
    "Operation",
    "Participant",
    "Phase",
    "Proposal",
    "Published",
    "RecoveryCode",
    "Reflection",
    "ReflectionKind",
    "Rehearsal",
    "RememberedList",
    "RemoteDesk",
    "Removal",
    "Role",
    "Rules",
    "SavedScenario",
    "ScenarioDraft",
    "Screen",
    "Seat",
    "ShownTotals",
    "Source",
    "Stance",
    "Stand",
    "State",
    "Step",
    "TableChoice",
    "TeamMember",
    "TeamRole",
    "Workshop",
    "is_here",
]
