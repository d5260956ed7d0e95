"""Writes a long table of marks for the benchmark: student,question,awarded,available.

Run: python make_table.py PATH [--pupils 25000] [--questions 40] [--shuffle]
Needs numpy. Rows come pupil by pupil; --shuffle puts them in random order.
"""
import argparse

import numpy as np

p = argparse.ArgumentParser()
p.add_argument("path")
p.add_argument("--pupils", type=int, default=25_000)
p.add_argument("--questions", type=int, default=40)
p.add_argument("--shuffle", action="store_true")
a = p.parse_args()

rng = np.random.Generator(np.random.PCG64(20))
ability = rng.standard_normal(a.pupils)
difficulty = np.linspace(-1.5, 1.5, a.questions)
available = np.array([1, 1, 2, 1, 4])[np.arange(a.questions) % 5]
chance = 1 / (1 + np.exp(-1.2 * (ability[:, None] - difficulty)))
# Marks go in half steps where a question gives more than one mark.
steps = np.where(available > 1, 2 * available, 1)
awarded = rng.binomial(np.broadcast_to(steps, chance.shape), chance) / steps * available

order = np.arange(a.pupils * a.questions)
if a.shuffle:
    rng.shuffle(order)
width = max(5, len(str(a.pupils)))
questions = [f"q{q + 1:02d}" for q in range(a.questions)]
flat = awarded.ravel()
with open(a.path, "w") as f:
    f.write("student,question,awarded,available\n")
    for start in range(0, len(order), 100_000):
        lines = []
        for i in order[start:start + 100_000].tolist():
            s, q = divmod(i, a.questions)
            lines.append(f"s{s + 1:0{width}d},{questions[q]},{flat[i]:g},{available[q]}\n")
        f.write("".join(lines))
