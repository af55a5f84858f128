"""Changes of proposals: picks, free text, estimates, moderation, merging, objections."""
