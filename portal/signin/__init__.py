"""How staff sign in: password, second factor, lock-out, limits of a session, and its record."""
