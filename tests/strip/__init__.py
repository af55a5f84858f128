"""Play a small meeting and take pictures of it: ``make strip PLACE=SE-0480``."""
