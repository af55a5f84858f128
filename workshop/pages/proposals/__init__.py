"""Pages about proposals, on phones and at the desk."""
