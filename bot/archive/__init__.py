"""What was answered, offered and voted on: kept so that buttons work after restarts and rebuilt indexes."""
