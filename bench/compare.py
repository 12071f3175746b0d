#!/usr/bin/env python3
"""Is a benchmark slower than it was on this machine?

    compare.py keep results.json BASELINE.json       # keeps the medians
    compare.py results.json BASELINE.json COMMAND…   # holds new ones against them

What takes 1.10 times as long as in the baseline, or more, is run again, by COMMAND with a filter: a machine is busy
now and then. Slower in both runs, it is named, and the exit code is 1. Instructions are compared instead of the time
where both have counted them: they do not depend on who else is there. New benchmarks and lost ones are named, too.
"""
import json
import pathlib
import re
import subprocess
import sys

import results

slower_from = 1.10


def costs_of(path):
    """name → {instructions or ns: how many}"""
    units = {"ns": 1.0, "us": 1e3, "ms": 1e6, "s": 1e9}
    found, failures = results.read(path)
    if failures:
        sys.exit("\n".join(f"{name} failed: {message}" for name, message in failures.items()))
    costs = {}
    for name, rows in found.items():
        row = rows["median"]
        costs[name] = {"ns": row["real_time"] * units[row["time_unit"]]}
        if row.get("instructions"):
            costs[name]["instructions"] = row["instructions"]
    return costs


def machine():
    """The processor, as it calls itself."""
    names = re.findall(r"^model name\s*: (.*)$", pathlib.Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    return f"{len(names)} × {names[0]}" if names else "unknown"


def ratio(now, before):
    """How many times the baseline's cost this is, and by what."""
    by = "instructions" if "instructions" in now and "instructions" in before else "ns"
    return now[by] / before[by], by


def slower(now, before):
    return [name for name in now if name in before and ratio(now[name], before[name])[0] >= slower_from]


def keep(found, baseline):
    text = json.dumps({"machine": machine(), "benchmarks": costs_of(found)}, indent=1, ensure_ascii=False)
    pathlib.Path(baseline).write_text(text + "\n")


def compare(found, baseline, command):
    if not pathlib.Path(baseline).exists():
        sys.exit(f"{baseline}: there is none yet: ./dev bench --keep {pathlib.Path(baseline).stem}")
    kept = json.loads(pathlib.Path(baseline).read_text())
    before, now = kept["benchmarks"], costs_of(found)
    if kept["machine"] != machine():
        print(f"the baseline is of another machine: {kept['machine']}; this is {machine()}")
    suspects = slower(now, before)
    if suspects:
        print(f"once more: {', '.join(suspects)}")
        names = {name.split("/")[0] for name in suspects}
        again = pathlib.Path(found).with_name("again.json")
        subprocess.run([*command, f"--benchmark_filter=^({'|'.join(sorted(names))})(/|$)",
                        f"--benchmark_out={again}", "--benchmark_out_format=json"], check=True,
                       stdout=subprocess.DEVNULL)
        for name, cost in costs_of(again).items():
            if name in now and name in before and ratio(cost, before[name]) < ratio(now[name], before[name]):
                now[name] = cost
    for name in now:
        if name not in before:
            print(f"{name:<28}  new")
            continue
        times, by = ratio(now[name], before[name])
        print(f"{name:<28}{times:>6.2f} × in {by:<12}{'  SLOWER' if times >= slower_from else ''}")
    for name in before.keys() - now.keys():
        print(f"{name:<28}  gone")
    return 1 if slower(now, before) else 0


if __name__ == "__main__":
    if sys.argv[1] == "keep":
        keep(*sys.argv[2:4])
    else:
        sys.exit(compare(sys.argv[1], sys.argv[2], sys.argv[3:]))
