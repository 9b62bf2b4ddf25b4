"""The API of officials' programs, in one process."""
