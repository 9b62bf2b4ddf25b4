"""Identity: who someone is and how sure we are, tested without a server."""
