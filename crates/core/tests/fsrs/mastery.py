"""Prints the table that tests/fsrs.rs holds the mastery of a skill against, made with scipy.

A row: successes, failures, then the mean and the quantiles 0.05 and 0.95 of the distribution
Beta(1 + successes, 1 + failures). The numbers of scipy are cut to twelve digits, so that another
machine prints the same table.
"""

import json

from scipy.stats import beta

# From nothing over what a class can come to, whole and fractional, to far more than it can.
SUMS = [0, 1e-9, 1e-4, 0.03, 0.25, 0.5, 1, 1.7, 3, 4.2, 7.75, 15, 33.3, 100, 1234.5, 1e5, 1e7]


def digits(number):
    return float(f"{number:.12g}")


def row(successes, failures):
    posterior = beta(1 + successes, 1 + failures)
    numbers = (posterior.mean(), posterior.ppf(0.05), posterior.ppf(0.95))
    return [successes, failures, *map(digits, numbers)]


rows = [row(successes, failures) for successes in SUMS for failures in SUMS]
print("[" + ",\n".join(json.dumps(row) for row in rows) + "]")
