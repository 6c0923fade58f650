"""From operators' files to entries of the knowledge base."""
