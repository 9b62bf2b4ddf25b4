"""Leaving: asked for by a service (`rp_initiated`), told to the others (`backchannel`)."""
