"""Zalo Official Account: citizens write to it; called over plain HTTPS, without a vendor SDK."""
