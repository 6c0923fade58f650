"""Dialogue to services: thin custom actions, run by the rasa-sdk server of environment 2."""
