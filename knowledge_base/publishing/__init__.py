"""From a draft to a release: review by somebody else, the gate, publishing, rolling back."""
