"""Prints random histories of reviews and what the Python package `fsrs` makes of them.

A line is a JSON object: `reviews` (pairs of the days since the review before and the rating, 1 to
4), `retention`, and after the last review `stability` (days), `difficulty`, `interval` (whole
days) and `exact` (the same before it is rounded).
"""

import json
import random
from datetime import datetime, timedelta, timezone

from fsrs import Card, Rating, Scheduler

HISTORIES = 5000
SEED = 1789
RETENTIONS = (0.80, 0.85, 0.90, 0.95)
# The one rule in which the package and the crate differ: the crate stops a stability at 36,500 days
# (a hundred years), the package does not. Histories like these stay far below that, so nothing is
# held back; `history` makes sure of it.
LONGEST = 36500.0
# How often Again, Hard, Good and Easy are given: mostly as people do, now and then by somebody who
# knows it all, so that stabilities of many years are among them.
PEOPLE = (25, 25, 35, 15)
KNOWING = (1, 4, 25, 70)


def scheduler(retention):
    return Scheduler(
        desired_retention=retention,
        learning_steps=(),
        relearning_steps=(),
        enable_fuzzing=False,
    )


def gap(dice):
    """Days between two reviews: often none, often few, up to 400."""
    kind = dice.random()
    if kind < 0.2:
        return 0
    if kind < 0.6:
        return dice.randint(1, 30)
    return dice.randint(1, 400)


def history(dice):
    retention = dice.choice(RETENTIONS)
    plan = scheduler(retention)
    weights = KNOWING if dice.random() < 0.1 else PEOPLE
    now = datetime(2020, 1, 1, tzinfo=timezone.utc)
    card, reviews = Card(card_id=1, due=now), []
    for number in range(dice.randint(1, 12)):
        days = gap(dice) if number else 0
        rating = dice.choices((1, 2, 3, 4), weights)[0]
        now += timedelta(days=days)
        card, _ = plan.review_card(card, Rating(rating), now)
        assert card.stability < LONGEST
        reviews.append((days, rating))
    return plan, card, reviews


def digits(number):
    """Cut to twelve digits, so that another machine prints the same."""
    return float(f"{number:.12g}")


def line(dice):
    plan, card, reviews = history(dice)
    decay = -plan.parameters[20]
    factor = 0.9 ** (1 / decay) - 1
    exact = card.stability / factor * (plan.desired_retention ** (1 / decay) - 1)
    return {
        "reviews": reviews,
        "retention": plan.desired_retention,
        "stability": digits(card.stability),
        "difficulty": digits(card.difficulty),
        "interval": (card.due - card.last_review).days,
        "exact": digits(exact),
    }


dice = random.Random(SEED)
for _ in range(HISTORIES):
    print(json.dumps(line(dice)))
