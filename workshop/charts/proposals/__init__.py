"""Proposals and their estimates on pages."""
