"""Whether simulated participants are in a workshop."""

from __future__ import annotations
