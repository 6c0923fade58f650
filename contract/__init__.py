"""What travels between the dialogue and the channels: replies, outcomes, facets, sentences.

A leaf package: it imports nothing of this project, so that every other package may use it.
"""
