"""What holds the product to its word: tests mirror the source, and every server in them is real."""
