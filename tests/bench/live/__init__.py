"""The live benchmark: what a room of 1,000 phones may rely on, measured.

One process (pinned to a core of its own) plays all phones against one server (pinned to another
core): ours with its database in the path, and beside it, in turn, servers that only pass on the
same number of bytes.
"""
