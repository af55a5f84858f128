"""A municipality's own action list, read as it is. No other format belongs here; nothing is stored."""
