"""Complaints about the conduct of one-stop staff: record, route, reply."""
