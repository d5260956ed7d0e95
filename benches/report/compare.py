"""Item statistics of a long CSV, with polars or with pandas: seconds and peak memory.

Run: python compare.py {polars,pandas} TABLE.csv [--check OTHER] [--json PATH]
Columns: student,question,awarded,available. For each question the mean, the
standard deviation (n-1) and the correlation with the total of the other
questions; for the table alpha. The seconds count reading and computing, not
the import of the library. Peak RSS is the whole process, as the system counts it.
"""
import argparse
import json
import resource
import sys
import time


def peak():
    """Peak resident memory of this program in MiB.

    Linux's VmHWM starts anew with the program; ru_maxrss can hold the peak of
    the process that started it, so it is only used where VmHWM is missing.
    """
    try:
        with open("/proc/self/status") as f:
            return next(int(line.split()[1]) for line in f if line.startswith("VmHWM")) / 1024
    except (OSError, StopIteration):
        kib = 1024 if sys.platform == "darwin" else 1
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / kib / 1024


def with_polars(path):
    import polars as pl

    def run():
        rows = pl.read_csv(path).lazy()
        out = (
            rows.with_columns(pl.col("awarded").sum().over("student").alias("total"))
            .group_by("question")
            .agg(
                pl.col("awarded").mean().alias("mean"),
                pl.col("awarded").std().alias("sd"),
                pl.corr("awarded", pl.col("total") - pl.col("awarded")).alias("rir"),
                pl.cov("awarded", "total").alias("with_total"),
            )
            .sort("question")
            .collect()
        )
        return finish(*(out[c].to_list() for c in ("question", "mean", "sd", "rir", "with_total")))

    return run, f"polars {pl.__version__}, {pl.thread_pool_size()} threads"


def with_pandas(path):
    import pandas as pd

    def run():
        rows = pd.read_csv(path)
        total = rows.groupby("student")["awarded"].transform("sum")
        x = rows["awarded"]
        rest = total - x
        work = pd.DataFrame({"question": rows["question"], "x": x, "xt": x * total, "t": total,
                             "r": rest, "xr": x * rest, "rr": rest * rest})
        g = work.groupby("question", sort=True)
        n = g.size()
        mean, sd = g["x"].mean(), g["x"].std()
        m = g[["t", "r", "xt", "xr", "rr"]].mean()
        scale = n / (n - 1)
        with_total = (m["xt"] - mean * m["t"]) * scale
        rir = (m["xr"] - mean * m["r"]) * scale / (sd * ((m["rr"] - m["r"] ** 2) * scale) ** 0.5)
        return finish(mean.index.to_list(), mean.to_list(), sd.to_list(), rir.to_list(), with_total.to_list())

    return run, f"pandas {pd.__version__}"


def finish(name, mean, sd, rir, with_total):
    """Alpha from the sums: the covariances with the total add up to the variance of the total."""
    k = len(name)
    alpha = k / (k - 1) * (1 - sum(s * s for s in sd) / sum(with_total))
    return {"question": name, "mean": mean, "sd": sd, "rir": rir, "alpha": alpha}


def main():
    p = argparse.ArgumentParser()
    p.add_argument("library", choices=["polars", "pandas"])
    p.add_argument("table")
    p.add_argument("--json", help="write the figures to this path")
    p.add_argument("--check", help="compare with the figures that --json wrote before")
    a = p.parse_args()
    run, name = (with_polars if a.library == "polars" else with_pandas)(a.table)
    before = peak()
    start = time.perf_counter()
    out = run()
    seconds = time.perf_counter() - start
    print(f"{a.library}: {seconds:.3f} s, peak RSS {peak():.0f} MiB (after import {before:.0f} MiB); "
          f"{len(out['question'])} questions, alpha {out['alpha']:.10f}; {name}")
    if a.json:
        with open(a.json, "w") as f:
            json.dump(out, f)
    if a.check:
        with open(a.check) as f:
            other = json.load(f)
        if other["question"] != out["question"]:
            sys.exit("other questions")
        worst = abs(other["alpha"] - out["alpha"])
        for c in ("mean", "sd", "rir"):
            worst = max([worst] + [abs(x - y) for x, y in zip(out[c], other[c])])
        print(f"largest difference {worst:.1e}")
        if worst > 1e-9:
            sys.exit(1)


main()
