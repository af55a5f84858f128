"""What is there for speed alone.

Each module is one fast path: it does what the plain path beside its caller does, faster. An installation
can turn each off (:mod:`workshop.fast.switches`), and a sample of the tests runs with all of them off.
Nothing in here knows a workshop, so that nobody who changes what a workshop does needs to open it.
"""
