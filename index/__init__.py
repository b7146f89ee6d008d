"""Articles become passages that can be found again."""
