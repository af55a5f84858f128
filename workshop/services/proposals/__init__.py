"""Changes of proposals and of what is said about them.

Picks, free text, estimates, moderation, merging, objections.
"""
