"""The glossary as it is read; GLOSSARY.md has the same terms in three languages."""

from __future__ import annotations

from workshop.glossary.actions import ACTIONS
from workshop.glossary.budget import BUDGET
from workshop.glossary.meeting import MEETING
from workshop.glossary.term import Chapter
from workshop.i18n import lazy_gettext as _l

CHAPTERS = (
    Chapter(key="budget", heading=_l("The budget"), terms=BUDGET),
    Chapter(key="actions", heading=_l("Actions and results"), terms=ACTIONS),
    Chapter(key="meeting", heading=_l("The meeting"), terms=MEETING),
)
