"""Whole stories in a real browser, with relying parties that we did not write."""
