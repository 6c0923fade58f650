"""Zalo Bot Platform: notices to the staff's own Zalo; citizens write to the Official Account."""
