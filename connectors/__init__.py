"""Channel to dialogue and back: inbox, Rasa client, outbox, one module a channel."""
