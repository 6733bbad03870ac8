"""Commands that make and measure classifiers."""
