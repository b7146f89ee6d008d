"""Pure knowledge of Vietnamese: letters, numbers, periods, places and abbreviations."""
