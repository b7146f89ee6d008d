"""What the side-by-side comparison runs: this project, and what one would otherwise put together from a tutorial."""
