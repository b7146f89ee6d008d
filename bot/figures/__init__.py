"""The ledger of figures as people use it: looked up, compared, exported and drawn."""
