"""The pages of publishing on the staff site; they call actions and show what came of it."""
