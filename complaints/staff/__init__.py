"""Complaints on the staff site."""
