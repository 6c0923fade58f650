"""The public pages of complaints: they work without JavaScript."""
