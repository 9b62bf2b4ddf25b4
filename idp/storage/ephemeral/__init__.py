"""What may be lost at the price of a retry: `in_redis.py`, or `in_database.py` without a Redis.

On top of either: `source_limits.py`, `replay_guard.py`. Nothing here fails open: an unreachable
store is `StoreUnavailable`.
"""
