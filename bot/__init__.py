"""What people touch: the command line, the answers and Telegram."""
