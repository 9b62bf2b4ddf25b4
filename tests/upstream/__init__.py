"""Upstreams: what the operator connects, what leaves, what is believed."""
