"""Speed figures: printed, never asserted in tests."""
