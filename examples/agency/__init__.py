"""A machine of an agency: it fetches documents at night, and nobody signs in."""
