"""Train, evaluate, save and open classifiers; apply them with NumPy and SciPy alone."""
