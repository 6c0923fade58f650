"""The chat widget: one script for any page, put together from the files in ``parts/``."""
