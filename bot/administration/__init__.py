"""What administrators do to the articles and the index, whatever they do it through."""
