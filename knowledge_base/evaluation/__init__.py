"""How good the answers are, measured on questions with known right procedures."""
