"""From a question to a reply, in steps: normalise, screen, search, decide, compose. No Django."""
