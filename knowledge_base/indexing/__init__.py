"""From content to a release: passages, vectors, snapshot on disk."""
