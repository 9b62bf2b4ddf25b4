"""Durable memory: SQLAlchemy Core on SQLite or PostgreSQL, one aggregate per file.

Read `database.py` (how statements run) and `work.py` (one request) first; every other file has
its table on top and its queries below, and answers domain values, never rows.
"""
