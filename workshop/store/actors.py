"""Who acts at the desk, named in receipts and in the change log without personal data."""

from __future__ import annotations
