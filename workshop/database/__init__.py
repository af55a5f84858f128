"""How the database is reached and kept.

SQLite or PostgreSQL, durable commits, compiled statements, erasure; no table and no rule of a workshop.
"""
