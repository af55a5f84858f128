"""How the database is reached and kept.

SQLite or PostgreSQL, durable commits, compiled statements, erasure. No tables and no rules of a workshop.
"""
