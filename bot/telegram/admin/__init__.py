"""What administrators do to the articles and the index in Telegram."""
