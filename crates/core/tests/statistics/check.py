"""Compares r.json with what reference.py computes, and both with the published figures.

Run: python check.py
Ends with status 1 if anything differs that should not.
"""
import csv
import json
import sys
from pathlib import Path

import reference

HERE = Path(__file__).parent
r = json.loads((HERE / "r.json").read_text())
p = reference.compute()
stored = json.loads((HERE / "python.json").read_text())
bad = 0
count = 0
worst = 0.0


def say(ok, text):
    global bad
    bad += not ok
    print(("same      " if ok else "DIFFERENT ") + text)


def compare(a, b, where):
    """Every figure that R gives must come out of reference.py too, to 12 digits."""
    global bad, count, worst
    if isinstance(a, dict):
        for k in a:
            if k in b:
                compare(a[k], b[k], f"{where}.{k}")
            elif k != "alpha_psych":
                say(False, f"{where}.{k} is not computed by reference.py")
    elif isinstance(a, list):
        if len(a) != len(b):
            say(False, f"{where} has another length")
        for i, (x, y) in enumerate(zip(a, b)):
            compare(x, y, f"{where}[{i}]")
    elif isinstance(a, (int, float)) and isinstance(b, (int, float)):
        count += 1
        d = abs(a - b) / max(1.0, abs(a))
        worst = max(worst, d)
        if d > 1e-12:
            say(False, f"{where}: {a} and {b}")
    elif a != b:
        say(False, f"{where}: {a} and {b}")
    else:
        count += 1


for part in ("lsat6", "verbal_aggression", "partial_marks", "options", "intervals", "certainty"):
    compare(r[part], p[part], part)
    if isinstance(stored[part], dict):
        for key, values in stored[part].items():
            compare(values, p[part][key], f"python.json {part}.{key}")
    else:
        compare(stored[part], p[part], f"python.json {part}")
print(f"R and Python: {count} figures compared, largest difference {worst:.1e}")
for part in ("lsat6", "verbal_aggression", "partial_marks", "options"):
    a, b = r[part]["test"]["alpha_psych"], p[part]["test"]["alpha_without_constant"]
    say(abs(a - b) < 1e-12, f"{part}: psych's alpha {a:.15f} (without items that have no spread)")


def published(got, want, digits, text):
    say(abs(got - want) <= 0.5 * 10**-digits + 1e-12, f"{text}: {got:.12g}, published {want}")


print("\nLSAT6")
t, i = p["lsat6"]["test"], p["lsat6"]["item"]
published(t["alpha"], 0.2949971922, 10, "alpha")
for got, want in zip(i["facility"], (0.924, 0.709, 0.553, 0.763, 0.870)):
    published(got, want, 3, "facility")
for got, want in zip(i["rir"], (0.112833, 0.153178, 0.172779, 0.144428, 0.121596)):
    published(got, want, 6, "item-rest correlation")
published(t["error_ratio"], 83.964, 3, "error ratio")

print("\nVerbal aggression, dexter's vignette")
t, i = p["verbal_aggression"]["test"], p["verbal_aggression"]["item"]
published(t["alpha"], 0.888, 3, "alpha")
published(t["mean_facility"], 0.339, 3, "mean facility")
published(t["mean_rit"], 0.527, 3, "mean rit")
published(t["mean_rir"], 0.468, 3, "mean rir")
names = [n.lower() for n in i["name"]]  # lme4 writes S4wantCurse
with open(HERE / "published-dexter.csv", newline="") as f:
    table = list(csv.DictReader(f))
for column, ours in (("mean", "mean"), ("sd", "sd_n"), ("sd", "sd"), ("facility", "facility"), ("rit", "rit"), ("rir", "rir")):
    hits = sum(abs(i[ours][names.index(row["item"].lower())] - float(row[column])) <= 0.0005 + 1e-9 for row in table)
    divisor = {"sd_n": " (divided by n)", "sd": " (divided by n-1)"}.get(ours, "")
    if ours == "sd":
        print(f"          {column}{divisor}: only {hits} of {len(table)} items agree, as expected")
    else:
        say(hits == 24 == len(table), f"{column}{divisor}: {hits} of {len(table)} items agree to 3 digits")

print("\nNewcombe 1998: Wilson (table I, method 3) and difference (table II, method 10)")
wilson = {(81, 263): (0.2553, 0.3662), (15, 148): (0.0624, 0.1605), (0, 20): (0.0, 0.1611), (1, 29): (0.0061, 0.1718)}
for c in p["intervals"]["proportions"]:
    if (want := wilson.get((c["k"], c["n"]))):
        published(c["low"], want[0], 4, f"{c['k']}/{c['n']} low")
        published(c["high"], want[1], 4, f"{c['k']}/{c['n']} high")
newcombe = {
    (56, 70, 48, 80): (0.0524, 0.3339), (9, 10, 3, 10): (0.1705, 0.8090), (6, 7, 2, 7): (0.0582, 0.8062),
    (5, 56, 0, 29): (-0.0381, 0.1926), (0, 10, 0, 20): (-0.1611, 0.2775), (0, 10, 0, 10): (-0.2775, 0.2775),
    (10, 10, 0, 20): (0.6791, 1.0), (10, 10, 0, 10): (0.6075, 1.0),
}
for c in p["intervals"]["differences"]:
    k = (c["k1"], c["n1"], c["k2"], c["n2"])
    if k in newcombe:
        published(c["low"], newcombe[k][0], 4, "{}/{} - {}/{} low".format(*k))
        published(c["high"], newcombe[k][1], 4, "{}/{} - {}/{} high".format(*k))

print(f"\n{bad} differences" if bad else "\nno differences")
sys.exit(bool(bad))
