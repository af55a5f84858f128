"""Changes that belong to the course of a meeting.

Agenda, questions, votes, tables, reflections, the wall, undo.
"""
