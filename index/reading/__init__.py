"""Files of the corpus folder become cleaned documents: one module per format."""
