"""Faster versions of plain code.

Each module is one fast path: it does the same as the plain path beside its caller, but faster. An
installation can turn each off (:mod:`workshop.fast.switches`), and a sample of the tests runs with all of
them off. These modules know nothing of workshops.
"""
