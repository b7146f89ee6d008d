"""A question becomes an answer that its sources support."""
