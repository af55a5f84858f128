"""Proposals and their estimates as pages show them."""
