"""Telegram in, Telegram out: members ask in a private chat and read answers with their sources."""
