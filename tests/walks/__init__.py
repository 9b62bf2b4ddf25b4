"""Random walks through sign-in and recovery, without a server; what they reach is not coverage."""
