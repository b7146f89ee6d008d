"""What can go wrong while a question is answered."""


class AnsweringError(Exception):
    """Base of every error of this package."""
