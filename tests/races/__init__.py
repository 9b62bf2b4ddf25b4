"""Real workers over real stores: what counts once has one winner, and a kill loses nothing."""
