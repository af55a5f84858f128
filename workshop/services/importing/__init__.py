"""Files of others that become actions: spreadsheets, typed numbers, lists of decided actions."""
