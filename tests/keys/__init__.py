"""Custody: keys, signatures, envelopes, rotation."""
