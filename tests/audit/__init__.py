"""Pure tests of the trail: no application, no storage."""
