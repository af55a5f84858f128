"""The steps of a meeting as wall, desk and phone show them."""
