"""Environment 1: the Rasa server and its components. Nothing outside this package imports Rasa."""
