"""The course of a meeting: agenda, questions, votes, tables, reflections, the wall, undo."""
