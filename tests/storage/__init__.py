"""One contract suite per port, over memory, SQLite, PostgreSQL and Redis: real servers."""
