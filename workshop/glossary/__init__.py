"""The words that a participant, a facilitator or a councillor meets on the screens."""
