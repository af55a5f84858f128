"""Import of action lists: spreadsheets, typed numbers, lists of decided actions."""
