"""The Django project: settings, addresses, staff site, command line."""
