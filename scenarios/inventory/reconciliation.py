"""Scale sub-sectors so that they add up to the published sector totals."""

from __future__ import annotations

import numpy as np

from scenarios.inventory.datasets import FloatArray


def spread_to_totals(parts: FloatArray, totals: FloatArray) -> FloatArray:
    """Scale the parts of a sector so that they add up exactly to its published total.

    The published figures have one decimal, so both are counted in tenths of a tonne. With part ``p``,
    total ``T`` and ``P`` the sum of the parts, each part becomes ``p T / P`` rounded down, and the
    tenths still missing go one each to the parts that lost most by rounding (largest remainder).
    If all parts are zero and the total is not, the total is spread equally; in the shipped statistics this
    happens only in a sector with a single part.

    Parameters
    ----------
    parts
        Emissions of the sub-sectors, t, not negative, shape (municipalities, parts, years).
    totals
        Published total of the sector, t, not negative, shape (municipalities, years).

    Returns
    -------
    array
        Emissions, t, of the shape of ``parts``; whole tenths, none negative, adding up to ``totals``.

    Notes
    -----
    Source: the project's model (MODEL.md, section 1), in which sources always add up to the published totals.
    """
    tenths = np.rint(totals * 10)
    weights = np.where(parts.sum(axis=1, keepdims=True) > 0, parts, 1.0)
    shares = weights / weights.sum(axis=1, keepdims=True)
    exact = shares * tenths[:, None, :]
    # A part that is whole except for floating-point error must not be rounded down.
    whole = np.floor(exact + 1e-6)
    missing = np.rint(tenths - whole.sum(axis=1))
    order = np.argsort(whole - exact, axis=1, kind="stable")
    rank = np.argsort(order, axis=1, kind="stable")
    return np.asarray((whole + (rank < missing[:, None, :])) / 10, dtype=np.float64)
