"""The people who use the bot: the role that each has, who gave it, and who did what."""
