"""Digests of words, so that the room sees only words that the desk has read."""

from __future__ import annotations

import json
import zlib

from workshop.errors import Problem
from workshop.i18n import gettext
from workshop.models import Proposal
from workshop.state.proposal_views import ProposalView


def digest(*words: str) -> str:
    """Return a digest of texts, which a form sends back with the decision about them."""
    return f"{zlib.crc32(json.dumps(words).encode()):08x}"


def words_seen(proposal: Proposal | ProposalView) -> str:
    """Return the digest of a proposal's words."""
    return digest(proposal.title, proposal.description)


def changed_since_read() -> Problem:
    """Return the refusal of a decision about words that were replaced since they were read."""
    return Problem(
        gettext("This was changed after you read it."),
        gettext("Read the new text, then decide."),
        status=409,
    )
