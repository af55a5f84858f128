"""The scenario file: its form, its faults, and the way between a file and a `Scenario`.

Only what concerns the file belongs here; what a scenario means is computed elsewhere.
"""
