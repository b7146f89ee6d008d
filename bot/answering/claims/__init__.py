"""What a draft claims, and whether a sentence of an article says the same. Pure."""
