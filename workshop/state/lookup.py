"""Find the rows of a workshop by the ids that pages carry."""

from __future__ import annotations
