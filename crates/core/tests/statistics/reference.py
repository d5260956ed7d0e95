"""Computes the reference figures with numpy, scipy and statsmodels; writes python.json.

Run: python reference.py
Everything is computed here without R. python.json holds what goes beyond r.json
(Moodle's figures, intervals by statsmodels and scipy) and the figures of the test;
check.py compares the rest with r.json without storing it twice.
Moodle's figures follow the page "Quiz statistics calculations" of Moodle's
developer documentation.
"""
import csv
import json
import platform
from pathlib import Path

import numpy as np
import scipy
import statsmodels
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

HERE = Path(__file__).parent


def rows(name):
    with open(HERE / name, newline="") as f:
        return list(csv.DictReader(f))


def correlation(a, b):
    """Pearson's correlation, or None where one of the two lists is constant."""
    if np.ptp(a) == 0 or np.ptp(b) == 0:
        return None
    return np.corrcoef(a, b)[0, 1]


def covariance(a, b):
    return np.cov(a, b, ddof=1)[0, 1]


def analyse(x, names, maxima):
    n, k = x.shape
    maxima = np.asarray(maxima, dtype=float)
    total = x.sum(axis=1)
    columns = x.T

    def alpha_of(y):
        m = y.shape[1]
        return m / (m - 1) * (1 - y.var(axis=0, ddof=1).sum() / y.sum(axis=1).var(ddof=1))

    spread = np.array([np.ptp(c) > 0 for c in columns])
    alpha = alpha_of(x)
    rit = [correlation(c, total) for c in columns]
    rir = [correlation(c, total - c) for c in columns]
    sd = x.std(axis=0, ddof=1)

    efficiency = []
    for c in columns:
        rest = total - c
        best = covariance(np.sort(c), np.sort(rest))
        efficiency.append(100 * covariance(c, rest) / best if np.ptp(c) > 0 and best != 0 else None)

    cic = 100 * k / (k - 1) * (1 - (sd**2).sum() / total.var(ddof=1))
    error_ratio = 100 * np.sqrt(1 - cic / 100)
    test_sd = total.std(ddof=1)
    top = maxima.sum()
    return {
        "persons": n,
        "items": k,
        "test": {
            "mean": total.mean(),
            "median": np.median(total),
            "sd": test_sd,
            "sd_n": total.std(ddof=0),
            "maximum": top,
            "alpha": alpha,
            "alpha_without_constant": alpha_of(x[:, spread]),
            "sem": test_sd * np.sqrt(1 - alpha),
            "error_ratio": 100 * np.sqrt(1 - alpha),
            "mean_facility": np.mean(x.mean(axis=0) / maxima),
            "mean_rit": np.mean([r for r in rit if r is not None]),
            "mean_rir": np.mean([r for r in rir if r is not None]),
        },
        "item": {
            "name": names,
            "maximum": maxima,
            "mean": x.mean(axis=0),
            "sd": sd,
            "sd_n": x.std(axis=0, ddof=0),
            "facility": x.mean(axis=0) / maxima,
            "rit": rit,
            "rir": rir,
            "efficiency": efficiency,
        },
        "moodle_test_percent": {
            "average": 100 * total.mean() / top,
            "median": 100 * np.median(total) / top,
            "standard_deviation": 100 * test_sd / top,
            "coefficient_of_internal_consistency": cic,
            "error_ratio": error_ratio,
            "standard_error": error_ratio / 100 * 100 * test_sd / top,
        },
        "moodle_item_percent": {
            "name": names,
            "facility_index": 100 * x.mean(axis=0) / maxima,
            "standard_deviation": 100 * sd / maxima,
            "discrimination_index": [None if r is None else 100 * r for r in rir],
            "discriminative_efficiency": efficiency,
        },
    }


def lsat6():
    x = [[int(d) for d in r["pattern"]] for r in rows("lsat6.csv") for _ in range(int(r["frequency"]))]
    return analyse(np.array(x, dtype=float), [f"Q{i}" for i in range(1, 6)], [1] * 5)


def verbal():
    data = rows("verbal-aggression.csv")
    names = list(data[0])
    return analyse(np.array([[float(r[c]) for c in names] for r in data]), names, [2] * 24)


def partial():
    data = rows("partial-marks.csv")
    students = sorted({r["student"] for r in data})
    names = sorted({r["question"] for r in data})
    x = np.zeros((len(students), len(names)))
    maxima = np.zeros(len(names))
    for r in data:
        j = names.index(r["question"])
        x[students.index(r["student"]), j] = float(r["awarded"])
        maxima[j] = float(r["available"])
    return analyse(x, names, maxima)


def options():
    data = rows("options.csv")
    key = {r["question"]: r["key"] for r in rows("options-key.csv")}
    names = list(key)
    answers = np.array([[r[q] for q in names] for r in data])
    score = np.array([[float(r[q] == key[q]) for q in names] for r in data])
    total = score.sum(axis=1)
    blank = answers == ""
    not_reached = np.zeros_like(blank)
    for i, row in enumerate(blank):
        j = len(names)
        while j > 0 and row[j - 1]:
            j -= 1
        not_reached[i, j:] = True
    table = {c: [] for c in ("question", "option", "is_key", "count", "share", "r_total", "r_rest")}
    for j, q in enumerate(names):
        for choice in ("A", "B", "C", "D", ""):
            chosen = (answers[:, j] == choice).astype(float)
            table["question"].append(q)
            table["option"].append(choice)
            table["is_key"].append(int(choice == key[q]))
            table["count"].append(int(chosen.sum()))
            table["share"].append(chosen.mean())
            table["r_total"].append(correlation(chosen, total))
            table["r_rest"].append(correlation(chosen, total - score[:, j]))
    return analyse(score, names, [1] * len(names)) | {
        "omitted": (blank & ~not_reached).sum(axis=0),
        "not_reached": not_reached.sum(axis=0),
        "option": table,
    }


def wilson(k, n):
    return proportion_confint(k, n, alpha=0.05, method="wilson")


def intervals():
    cases = json.loads((HERE / "cases.json").read_text())
    proportions = []
    for k, n in cases["proportions"]:
        low, high = wilson(k, n)
        proportions.append({"k": k, "n": n, "low": low, "high": high})
    differences = []
    for k1, n1, k2, n2 in cases["differences"]:
        low, high = confint_proportions_2indep(k1, n1, k2, n2, method="newcomb", compare="diff", alpha=0.05)
        differences.append({"k1": k1, "n1": n1, "k2": k2, "n2": n2,
                            "difference": k1 / n1 - k2 / n2, "low": low, "high": high})
    means = []
    for sample in cases["means"]:
        v = np.array(sample, dtype=float)
        error = stats.sem(v)
        t = stats.t.interval(0.95, len(v) - 1, loc=v.mean(), scale=error)
        z = stats.norm.interval(0.95, loc=v.mean(), scale=error)
        means.append({"sample": sample, "mean": v.mean(), "sd": v.std(ddof=1),
                      "t_low": t[0], "t_high": t[1], "normal_low": z[0], "normal_high": z[1]})
    return {"z": stats.norm.ppf(0.975), "z_16_digits": f"{stats.norm.ppf(0.975):.16g}", "proportions": proportions, "differences": differences, "means": means}


def certainty():
    data = rows("certainty.csv")
    out = []
    for level in ("guess", "fair", "sure"):
        right = [int(r["right"]) for r in data if r["certainty"] == level]
        low, high = wilson(sum(right), len(right))
        out.append({"certainty": level, "answers": len(right), "right": sum(right),
                    "share": sum(right) / len(right), "low": low, "high": high})
    return out


def plain(v):
    """Numbers of numpy as numbers of JSON."""
    if isinstance(v, dict):
        return {a: plain(b) for a, b in v.items()}
    if isinstance(v, (list, tuple, np.ndarray)):
        return [plain(b) for b in v]
    if isinstance(v, np.integer):
        return int(v)
    if isinstance(v, (float, np.floating)):
        v = float(v)
        if v != v:
            raise ValueError("not a number")
        return float(f"{v:.14g}") + 0.0  # 14 digits, and no -0.0
    return v


def text(v, depth=0):
    """JSON with lists of plain values on one line."""
    pad = " " * (depth + 1)
    if isinstance(v, dict) and any(isinstance(b, (dict, list)) for b in v.values()):
        inner = ",\n".join(f"{pad}{json.dumps(a)}: {text(b, depth + 1)}" for a, b in v.items())
        return "{\n" + inner + "\n" + " " * depth + "}"
    if isinstance(v, list) and any(isinstance(b, (dict, list)) for b in v):
        return "[\n" + ",\n".join(pad + json.dumps(b) for b in v) + "\n" + " " * depth + "]"
    return json.dumps(v)


def compute():
    return plain({
        "programs": {"python": platform.python_version(), "numpy": np.__version__,
                     "scipy": scipy.__version__, "statsmodels": statsmodels.__version__},
        "lsat6": lsat6(),
        "verbal_aggression": verbal(),
        "partial_marks": partial(),
        "options": options(),
        "intervals": intervals(),
        "certainty": certainty(),
    })


if __name__ == "__main__":
    result = compute()
    for part in result.values():
        if isinstance(part, dict):
            part.pop("item", None)
            part.pop("option", None)
    (HERE / "python.json").write_text(text(result) + "\n")
