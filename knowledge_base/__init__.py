"""What the assistant knows: content, import, index, retrieval, publishing."""
