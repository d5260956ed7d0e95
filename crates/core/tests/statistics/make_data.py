"""Writes the made-up tables: options.csv, options-key.csv, partial-marks.csv, certainty.csv.

Run: python make_data.py
Only random.Random(seed).random() is used. Python promises that this gives the
same numbers in every version, so the files can be made again exactly.
"""
import math
import random
from pathlib import Path

HERE = Path(__file__).parent
LETTERS = "ABCD"


def normal(rng):
    """A standard normal number from two uniform ones (Box and Muller)."""
    return math.sqrt(-2 * math.log(1 - rng.random())) * math.cos(2 * math.pi * rng.random())


def pick(rng, weights):
    x = rng.random() * sum(weights)
    for i, w in enumerate(weights):
        x -= w
        if x < 0:
            return i
    return len(weights) - 1


def options():
    rng = random.Random(20)
    #         right answer, difficulty, how strongly ability counts, how attractive each wrong option is
    questions = [
        ("B", -1.0, 1.4, {"A": 3, "C": 2, "D": 1}),
        ("D", -0.5, 1.2, {"A": 1, "B": 2, "C": 3}),
        ("A", 0.0, 1.6, {"B": 4, "C": 1, "D": 1}),
        ("C", 0.3, 1.5, {"A": 2, "B": 2, "D": 2}),
        ("A", -0.8, 1.0, {"B": 2, "C": 2, "D": 0}),  # nobody chooses D
        ("B", -0.4, 1.8, {"A": 1, "C": 4, "D": 1}),  # right is B, but the key says C
        ("D", 0.6, 1.1, {"A": 3, "B": 2, "C": 1}),
        ("C", 0.9, 1.3, {"A": 2, "B": 3, "D": 2}),
    ]
    key = [q[0] for q in questions]
    key[5] = "C"
    table = []
    for _ in range(60):
        ability = normal(rng)
        row = []
        for right, difficulty, slope, wrong in questions:
            p = 1 / (1 + math.exp(-slope * (ability - difficulty)))
            weights = [p if c == right else (1 - p) * wrong[c] / sum(wrong.values()) for c in LETTERS]
            row.append(LETTERS[pick(rng, weights)])
        table.append(row)
    # Omitted: blank, but a later question is answered (pupil, question, both from 1).
    for pupil, question in [(4, 3), (11, 1), (17, 6), (23, 4), (23, 5), (38, 2), (52, 7)]:
        table[pupil - 1][question - 1] = ""
    # Not reached: blank from this question to the end of the row.
    for pupil, first in [(9, 8), (17, 8), (30, 7), (41, 6), (58, 5)]:
        table[pupil - 1][first - 1:] = [""] * (9 - first)
    names = [f"Q{i}" for i in range(1, 9)]
    lines = [",".join(["student"] + names)]
    lines += [",".join([f"P{i:02d}"] + row) for i, row in enumerate(table, 1)]
    (HERE / "options.csv").write_text("\n".join(lines) + "\n")
    lines = ["question,key,right"] + [f"{n},{k},{q[0]}" for n, k, q in zip(names, key, questions)]
    (HERE / "options-key.csv").write_text("\n".join(lines) + "\n")


def partial_marks():
    """24 pupils, 6 questions with different maxima and part marks.

    Q4 is answered in full by everyone (no spread); Q6 goes against the others.
    """
    rng = random.Random(21)
    maxima = [1, 2, 4, 1, 8, 3]
    steps = [1, 2, 8, 1, 16, 3]  # marks go in steps of maximum / steps
    lines = ["student,question,awarded,available"]
    for pupil in range(1, 25):
        ability = normal(rng)
        for q, (maximum, n) in enumerate(zip(maxima, steps), 1):
            slope = -0.9 if q == 6 else 1.3
            p = 1 / (1 + math.exp(-slope * ability - 0.3))
            got = n if q == 4 else sum(rng.random() < p for _ in range(n))
            lines.append(f"T{pupil:02d},Q{q},{got * maximum / n:g},{maximum}")
    (HERE / "partial-marks.csv").write_text("\n".join(lines) + "\n")


def certainty():
    """60 answers; the surer, the more often right, but not as often as 'sure' promises."""
    rng = random.Random(22)
    lines = ["answer,certainty,right"]
    for i in range(1, 61):
        level = pick(rng, [15, 25, 20])
        right = rng.random() < [0.35, 0.60, 0.80][level]
        lines.append(f"{i},{('guess', 'fair', 'sure')[level]},{int(right)}")
    (HERE / "certainty.csv").write_text("\n".join(lines) + "\n")


options()
partial_marks()
certainty()
