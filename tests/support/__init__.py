"""What several tests build on: a small knowledge base by hand, a dialogue that answers as told."""
