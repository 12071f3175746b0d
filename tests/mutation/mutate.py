#!/usr/bin/env python3
"""Do the tests notice? Changes bms/ in one small place after another and runs its tests.

    ./dev mutate                                         # every mutant; for hours, can be interrupted
    ./dev mutate --files protection.cpp --sample 200     # 200 of them, chosen by --seed
    ./dev mutate --list                                  # what would be changed

A mutant of a .cpp costs one compilation and a link against the test objects that are already there. A
mutant of a header, where the tables are, is compiled into the core and then into one test after another,
those that killed its neighbours first, until one fails: so that core and tests never disagree about a
header. (Mutants chosen at run time would spare the compilations, but the tables are constants that the
core folds at compile time.) Verdicts:

    killed     a test failed, crashed or took ten times as long
    refused    a check at compile time failed: a static_assert, or a constant that cannot be computed
    survived   every test passed: write a test, or say in explained.txt why none can fail
    same       the same machine code, so not a change at all; not counted
    invalid    not C++; not counted

Verdicts are kept in build/mutation/<hash of sources and tests>/ and not worked out again.
"""
import argparse
import collections
import concurrent.futures
import dataclasses
import hashlib
import json
import os
import pathlib
import random
import re
import resource
import shutil
import subprocess
import sys
import threading

import mutants

root = pathlib.Path(__file__).resolve().parents[2]
here = pathlib.Path(__file__).parent
compiler = os.environ.get("CXX", "clang++")
common = ["-std=c++20", "-O1", "-w", "-ffp-contract=off", "-D_GLIBCXX_ASSERTIONS"]
freestanding = ["-ffreestanding", "-fno-exceptions", "-fno-rtti", "-fno-threadsafe-statics"]
libraries = ["-lgmock_main", "-lgmock", "-lgtest", "-lrapidcheck", "-lpthread"]
test_options = [f"-I{root}", f'-DBANKTWIN_SOURCE_DIR="{root}"']
wanted_percent = 95


def core_files():
    return sorted([*(root / "bms/include/bms").glob("*.hpp"), *(root / "bms/src").glob("*.cpp")])


def test_files():
    return sorted((root / "tests/bms").glob("*_test.cpp"))


def all_mutants():
    texts = {str(path.relative_to(root)): path.read_text() for path in core_files()}
    enums = mutants.enumerations(texts.values())
    return [mutant for file, text in texts.items() for mutant in mutants.mutants_of(file, text, enums)]


def explained():
    """Key of a survivor → why no test can kill it."""
    found, reason = {}, []
    for line in (here / "explained.txt").read_text().splitlines():
        if line.startswith("#"):
            reason.append(line.lstrip("# "))
        elif line:
            found[line] = " ".join(reason)
        else:
            reason = []
    return found


@dataclasses.dataclass
class Unit:
    """One source with its object and everything it includes."""
    source: pathlib.Path
    object: pathlib.Path
    options: list
    includes: set = dataclasses.field(default_factory=set)


class Workshop:
    """The unchanged core and tests, compiled once, and what it takes to change them."""

    def __init__(self, folder):
        self.folder = folder
        self.kills = collections.defaultdict(collections.Counter)  # file changed → test → how often
        self.lock = threading.Lock()
        base = folder / "base"
        base.mkdir(parents=True, exist_ok=True)
        hash_source = base / "source_hash.cpp"
        subprocess.run(["cmake", f"-DROOT={root}/bms", f"-DOUTPUT={hash_source}", "-P",
                        root / "bms/cmake/source_hash.cmake"], check=True)
        header = base / "tests.hpp"
        header.write_text("".join(f"#include <{name}>\n" for name in (
            "gmock/gmock.h", "gtest/gtest.h", "rapidcheck.h", "rapidcheck/gtest.h")))
        pch = base / "tests.pch"
        if not pch.exists():
            subprocess.run([compiler, *common, "-x", "c++-header", header, "-o", pch], check=True)
        self.core = [Unit(path, base / f"{path.stem}.o", freestanding)
                     for path in [*(root / "bms/src").glob("*.cpp"), hash_source]]
        self.tests = [Unit(path, base / f"{path.stem}.o", ["-include-pch", str(pch), *test_options])
                      for path in test_files()]
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            for error in pool.map(self.prepare, self.core + self.tests):
                if error:
                    sys.exit(error)
        program = self.link(base / "tests", [unit.object for unit in self.core + self.tests])
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        result = self.run_tests(program, 600)
        if result.returncode != 0:
            sys.exit(f"the tests fail without any change:\n{result.stdout[-3000:]}")
        self.cpu_limit_s = 5 + int(10 * (resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before))

    def prepare(self, unit):
        depends = unit.object.with_suffix(".d")
        if not unit.object.exists():
            error = self.compile(unit, unit.source, unit.object, ["-MMD", "-MF", depends])
            if error:
                return error
        names = depends.read_text().replace("\\\n", " ").split()
        unit.includes = {str(pathlib.Path(name).resolve().relative_to(root)) for name in names[1:]
                         if pathlib.Path(name).resolve().is_relative_to(root)}
        return None

    def compile(self, unit, source, target, more=()):
        """Nothing, or what the compiler says against it."""
        command = [compiler, *common, *unit.options, *more, f"-I{root}/bms/include", "-c", source, "-o", target]
        result = subprocess.run(command, capture_output=True, text=True)
        return result.stderr if result.returncode else None

    def link(self, program, objects):
        subprocess.run([compiler, "-fuse-ld=gold", *objects, *libraries, "-o", program], check=True)
        return program

    @staticmethod
    def run_tests(program, cpu_s):
        def limit():
            resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s + 1))
            resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        # The same random numbers each time: a verdict must not depend on luck.
        environment = {"RC_PARAMS": "seed=1 noshrink=1", "GTEST_FAIL_FAST": "1", "GTEST_BRIEF": "1"}
        return subprocess.run([program], env=environment, preexec_fn=limit, capture_output=True, text=True,
                              errors="replace", timeout=40 * cpu_s)

    def judge(self, mutant):
        """Verdict and what it rests on."""
        work = self.folder / f"work{threading.get_ident()}"
        shutil.rmtree(work, ignore_errors=True)
        changed = work / mutant.file.removeprefix("bms/")
        changed.parent.mkdir(parents=True)
        text = (root / mutant.file).read_text()
        changed.write_text(text[:mutant.start] + mutant.new + text[mutant.end:])

        def rebuild(unit):
            """The object of a unit with the change in it, and what the compiler says against it."""
            if mutant.file not in unit.includes:
                return unit.object, None
            target = work / unit.object.name
            source = changed if unit.source == root / mutant.file else unit.source
            return target, self.compile(unit, source, target, [f"-I{work}/include"])

        core = []
        for unit in self.core:
            target, error = rebuild(unit)
            if error:
                checks = r"static assertion failed|static_assert failed|constant expression"
                first = next((line for line in error.splitlines() if "error:" in line), error[:200])
                return ("refused" if re.search(checks, error) else "invalid"), first.split("error: ")[-1]
            core.append(target)
        differs = any(target.read_bytes() != unit.object.read_bytes() for target, unit in zip(core, self.core))
        untouched = [unit for unit in self.tests if mutant.file not in unit.includes]
        touched = [unit for unit in self.tests if mutant.file in unit.includes]
        touched.sort(key=lambda unit: -self.kills[mutant.file][unit.source.name])
        for group in [untouched] * bool(untouched and differs) + [[unit] for unit in touched]:
            objects = []
            for unit in group:
                target, error = rebuild(unit)
                if error:
                    return "refused", f"{unit.source.name} does not compile"
                objects.append(target)
            if not differs and all(a.read_bytes() == u.object.read_bytes() for a, u in zip(objects, group)):
                continue
            program = self.link(work / "tests", core + objects)
            try:
                result = self.run_tests(program, self.cpu_limit_s)
            except subprocess.TimeoutExpired:
                return "killed", "does not end"
            if result.returncode != 0:
                with self.lock:
                    self.kills[mutant.file][group[0].source.name] += 1
                failed = re.search(r"\[  FAILED  \] (\S+)", result.stdout)
                return "killed", failed[1] if failed else f"exit code {result.returncode}"
            differs = True
        return ("survived", "") if differs else ("same", "")


def tree_hash():
    digest = hashlib.sha256()
    for path in [*core_files(), *sorted((root / "tests/bms").glob("*.[ch]pp")), here / "mutants.py"]:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def report(chosen, verdicts):
    reasons = explained()
    counts = collections.defaultdict(collections.Counter)
    unexplained = []
    for mutant in chosen:
        verdict = verdicts[mutant.name()]["verdict"]
        if verdict == "survived" and mutant.key() in reasons:
            verdict = "explained"
        elif verdict == "survived":
            unexplained.append(mutant)
        counts[mutant.file][verdict] += 1
        counts["bms"][verdict] += 1
    columns = ["killed", "refused", "explained", "survived", "same", "invalid"]
    print(f"{'':34}" + "".join(f"{name:>10}" for name in columns))
    for file, row in sorted(counts.items(), key=lambda item: (item[0] == "bms", item[0])):
        print(f"{file:34}" + "".join(f"{row[name]:>10}" for name in columns))
    row = counts["bms"]
    caught = row["killed"] + row["refused"]
    all_ = caught + row["survived"] + row["explained"]
    percent = 100 * caught / all_ if all_ else 100
    print(f"{caught} of {all_} killed: {percent:.2f} %; {row['explained']} survivors explained")
    for mutant in unexplained:
        print(f"survived: {mutant.name()}\n    {mutant.key()}")
    return 1 if unexplained or percent < wanted_percent else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", nargs="*", default=[], help="only files whose name contains one of these")
    parser.add_argument("--sample", type=int, help="so many of them, by chance")
    parser.add_argument("--seed", type=int, default=1, help="of that chance")
    parser.add_argument("--list", action="store_true", help="name the mutants, judge none")
    parser.add_argument("-j", type=int, default=os.cpu_count(), help="how many at a time")
    options = parser.parse_args()

    chosen = [m for m in all_mutants() if not options.files or any(part in m.file for part in options.files)]
    if options.sample is not None and options.sample < len(chosen):
        chosen = sorted(random.Random(options.seed).sample(chosen, options.sample), key=lambda m: (m.file, m.start))
    if options.list:
        for mutant in chosen:
            print(f"{mutant.name()}    {mutant.text}")
        return 0

    folder = root / "build/mutation" / tree_hash()
    folder.mkdir(parents=True, exist_ok=True)
    store = folder / "verdicts.jsonl"
    verdicts = {}
    if store.exists():
        verdicts = {row["mutant"]: row for row in map(json.loads, store.read_text().splitlines())}
    left = [mutant for mutant in chosen if mutant.name() not in verdicts]
    if left:
        workshop = Workshop(folder)
        with concurrent.futures.ThreadPoolExecutor(options.j) as pool, store.open("a") as out:
            jobs = {pool.submit(workshop.judge, mutant): mutant for mutant in left}
            for number, job in enumerate(concurrent.futures.as_completed(jobs), start=1):
                mutant = jobs[job]
                verdict, by = job.result()
                row = {"mutant": mutant.name(), "verdict": verdict, "by": by}
                verdicts[mutant.name()] = row
                out.write(json.dumps(row, ensure_ascii=False) + "\n")
                out.flush()
                print(f"{number}/{len(left)} {verdict:9} {mutant.name()}  {by}", flush=True)
    return report(chosen, verdicts)


if __name__ == "__main__":
    sys.exit(main())
