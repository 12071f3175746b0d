#!/usr/bin/env python3
"""Lines, branches and MC/DC of bms/ that its tests reach; fails below 100 % and says what is missing.

    tests/coverage/report.py build/coverage/tests/bms/bms_tests    # runs it, then reports

A line, a branch or a condition counts as reached when any instantiation of a template reaches it. Three
things are not asked for, because no test can reach them:
  - the comparisons that a compiler writes (`= default`);
  - the way past the last case of a `switch` without `default`: -Wswitch asks for a case per enumerator;
  - functions that run at compile time alone (`consteval`): the compiler leaves them out by itself.
"""
import collections
import json
import pathlib
import subprocess
import sys

root = pathlib.Path(__file__).resolve().parents[2]
folders = [str(root / "bms/src"), str(root / "bms/include")]
llvm = "-19"


def run(*command, **options):
    return subprocess.run(command, check=True, text=True, **options).stdout


def measure(programs):
    """Runs the programs; returns llvm's two views of what they reached."""
    build = pathlib.Path(programs[0]).parent
    raw = []
    for program in programs:
        raw.append(f"{program}.profraw")
        # Random tests draw the same numbers each time: what they reach must not depend on luck.
        fixed = {"LLVM_PROFILE_FILE": raw[-1], "RC_PARAMS": "seed=1"}
        result = subprocess.run([program, "--gtest_brief=1"], env=fixed, capture_output=True, text=True)
        if result.returncode != 0:
            sys.exit(f"{program} fails:\n{result.stdout[-4000:]}")
    profile = str(build / "bms.profdata")
    run(f"llvm-profdata{llvm}", "merge", *raw, "-o", profile)
    objects = [programs[0]] + [word for program in programs[1:] for word in ("-object", program)]
    export = [f"llvm-cov{llvm}", "export", *objects, "-instr-profile", profile, *folders]
    return (json.loads(run(*export, stdout=subprocess.PIPE))["data"][0]["files"],
            run(*export, "-format=lcov", stdout=subprocess.PIPE))


def lines_of(lcov):
    """File → line → how often."""
    found = collections.defaultdict(dict)
    for row in lcov.splitlines():
        key, _, value = row.partition(":")
        if key == "SF":
            name = value
        elif key == "DA":
            line, count = value.split(",")[:2]
            found[name][int(line)] = found[name].get(int(line), 0) + int(count)
    return found


class Source:
    def __init__(self, name):
        self.name = name
        self.lines = pathlib.Path(name).read_text().splitlines()

    def text(self, line):
        return self.lines[line - 1].strip()

    def is_defaulted(self, line):
        return self.text(line).endswith("= default;")

    def starts_a_switch(self, line, column):
        """Of a switch without default, llvm counts the way past its cases at its condition."""
        return self.lines[line - 1][:column - 1].endswith("switch (")


def branches_of(file, source):
    """(line, column) → [taken, not taken]."""
    found = {}
    for line, column, _, _, taken, missed, *_ in file["branches"]:
        if source.is_defaulted(line):
            continue
        way = found.setdefault((line, column), [0, 0])
        way[0] += taken
        way[1] += missed
        if source.starts_a_switch(line, column):
            way[0] = max(way[0], 1)
    return found


def conditions_of(file, source):
    """(line, column of a decision) → per condition, whether it alone was seen to decide."""
    found = {}
    for line, column, _, _, *_, seen in file["mcdc_records"]:
        if not source.is_defaulted(line):
            before = found.get((line, column), [False] * len(seen))
            found[line, column] = [a or b for a, b in zip(before, seen)]
    return found


def main():
    files, lcov = measure(sys.argv[1:])
    lines = lines_of(lcov)
    total = [[0, 0], [0, 0], [0, 0]]
    missing = []

    def row(name, counts):
        cells = [f"{hit:5} of {all_:5} {100 * hit / all_ if all_ else 100:7.2f} %" for hit, all_ in counts]
        print(f"{name!s:34}" + "  ".join(cells))

    print(f"{'':34}{'lines':>22}  {'branches':>22}  {'MC/DC':>22}")
    for file in sorted(files, key=lambda f: f["filename"]):
        source = Source(file["filename"])
        short = pathlib.Path(source.name).relative_to(root)
        here = lines[source.name]
        branches = branches_of(file, source)
        conditions = conditions_of(file, source)
        counts = [(sum(n > 0 for n in here.values()), len(here)),
                  (sum((a > 0) + (b > 0) for a, b in branches.values()), 2 * len(branches)),
                  (sum(map(sum, conditions.values())), sum(map(len, conditions.values())))]
        row(short, counts)
        for sums, (hit, all_) in zip(total, counts):
            sums[0] += hit
            sums[1] += all_
        for line in sorted(n for n, count in here.items() if count == 0):
            missing.append(f"{short}:{line}: never runs: {source.text(line)}")
        for (line, column), (taken, missed) in sorted(branches.items()):
            if taken == 0 or missed == 0:
                way = "never true" if taken == 0 else "never false"
                missing.append(f"{short}:{line}:{column}: {way}: {source.text(line)}")
        for (line, column), seen in sorted(conditions.items()):
            for number, decides in enumerate(seen, start=1):
                if not decides:
                    missing.append(f"{short}:{line}:{column}: condition {number} never decides alone: "
                                   f"{source.text(line)}")
    row("bms", total)
    for text in missing:
        print(text)
    return 1 if missing else 0


sys.exit(main())
