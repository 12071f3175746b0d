#!/usr/bin/env python3
"""Do the tests notice? Changes bms/ in one small place after another and runs its tests.

    ./dev mutate                                              # every mutant
    ./dev mutate --only protection.cpp fields.hpp:180         # those whose name contains one of these
    ./dev mutate --list                                       # what would be changed

First the mutants of function bodies and of most tables: all are in one program (schemata.py), so each costs
a run, and a table the compiler's checks. Then the rest, what the compiler computes with, and what survived,
each in a core of its own, compiled as one source; where a header is changed, tests are compiled anew too, so
that core and tests never disagree about a header: its own first, then those that have found most in it. What
survived in the body of a function of a source is only compared: its tests have run. Quick tests go first, the
first failure ends it.
Verdicts:

    killed     a test failed, crashed or took five times as long
    refused    a check at compile time failed: a static_assert, or a constant that cannot be computed
    survived   every test passed: write a test, or say in explained.txt why none can fail
    same       the same machine code, so not a change at all; not counted
    invalid    not C++; not counted

Verdicts are kept in build/mutation/<hash of sources and tests>/ and not worked out again: it may be
interrupted.
"""
import argparse
import collections
import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import resource
import shutil
import subprocess
import sys
import threading

import mutants
import schemata

root = pathlib.Path(__file__).resolve().parents[2]
here = pathlib.Path(__file__).parent
compiler = os.environ.get("CXX", "clang++")
common = ["-std=c++20", "-w", "-ferror-limit=0", "-ffp-contract=off", "-D_GLIBCXX_ASSERTIONS"]
freestanding = ["-ffreestanding", "-fno-exceptions", "-fno-rtti", "-fno-threadsafe-statics"]
libraries = ["-lgmock_main", "-lgmock", "-lgtest", "-lrapidcheck", "-lpthread"]
wanted_percent = 95
slow_test_ms = 100


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


def in_a_body(mutant):
    """Whether it is in the body of a function."""
    bodies = schemata.function_bodies((root / mutant.file).read_text())
    return any(start <= mutant.start < end for start, end in bodies)


class Tree:
    """A copy of the core in which some sources are changed, and what is compiled from it."""

    def __init__(self, folder, changed):
        self.folder = folder
        for path in core_files():
            file = str(path.relative_to(root))
            copy = folder / file
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text(changed.get(file, path.read_text()))

    def compile(self, source, name, options, level="-O1"):
        """The object, and what the compiler says against it."""
        target = self.folder / f"{name}{level}.o"
        command = [compiler, *common, level, *options, f"-I{self.folder}/bms/include", "-c", source, "-o", target]
        result = subprocess.run(command, capture_output=True, text=True)
        return target, result.stderr if result.returncode else ""

    def compile_core(self, options=(), level="-O1"):
        """All its sources as one: the least work."""
        source = self.folder / "core.cpp"
        source.write_text("".join(f'#include "{path}"\n' for path in sorted(self.folder.glob("bms/src/*.cpp"))))
        return self.compile(source, "core", [*freestanding, *options], level)


class Workshop:
    """The unchanged core and tests, compiled once, and what it takes to change them."""

    def __init__(self, folder, jobs):
        self.folder = folder
        self.kills = collections.defaultdict(collections.Counter)  # file changed → test → how often
        self.lock = threading.Lock()
        self.jobs = jobs
        base = folder / "base"
        self.base = Tree(base, {})
        header = base / "tests.hpp"
        header.write_text("".join(f"#include <{name}>\n" for name in (
            "gmock/gmock.h", "gtest/gtest.h", "rapidcheck.h", "rapidcheck/gtest.h")))
        for level in ("-O0", "-O1"):
            subprocess.run([compiler, *common, level, "-x", "c++-header", header, "-o", self.pch(level)], check=True)
        hash_source = base / "source_hash.cpp"
        subprocess.run(["cmake", f"-DROOT={root}/bms", f"-DOUTPUT={hash_source}", "-P",
                        root / "bms/cmake/source_hash.cmake"], check=True)
        self.hash_object, _ = self.base.compile(hash_source, "source_hash", freestanding)
        self.core, error = self.base.compile_core()
        self.tests, errors = self.compile_tests(self.base)
        if error or errors:
            sys.exit(error + errors)
        program = self.link(base / "tests", [self.core, *self.tests.values()])
        # Measured before it is relied upon: which tests are slow, and how long all of them take.
        result = self.run_tests(program, "*", 600)
        if result.returncode != 0:
            sys.exit(f"the tests fail without any change:\n{result.stdout[-3000:]}")
        times_ms = {name: int(ms) for name, ms in re.findall(r"\[ +OK \] (\S+) \((\d+) ms\)", result.stdout)}
        slow = {name for name, ms in times_ms.items() if ms >= slow_test_ms}
        limits_s = [2 + sum(times_ms[name] for name in names) // 200 for names in (times_ms.keys() - slow, slow)]
        self.stages = list(zip((f"-{':'.join(slow)}", ":".join(slow)), limits_s))
        # What is compiled once and run once is compiled quickly, unless it runs for long.
        suites = {name.split(".")[0] for name in slow}
        self.level = {path.stem: "-O1" if any(f"({suite}," in path.read_text() for suite in suites) else "-O0"
                      for path in test_files()}
        self.cores = {"-O1": self.core, "-O0": self.base.compile_core(level="-O0")[0]}
        self.own_tests = {path.stem: self.compile_test(self.base, path, self.level[path.stem])[0]
                          for path in test_files()}

    def pch(self, level):
        return self.folder / f"base/tests{level}.pch"

    def compile_test(self, tree, path, level="-O1"):
        return tree.compile(path, path.stem, ["-include-pch", self.pch(level), f"-I{root}",
                                              f'-DBANKTWIN_SOURCE_DIR="{root}"'], level)

    def compile_tests(self, tree):
        """Name → object of each, and what the compiler says against them."""
        with concurrent.futures.ThreadPoolExecutor(self.jobs) as pool:
            results = list(pool.map(lambda path: self.compile_test(tree, path), test_files()))
        return ({path.stem: target for path, (target, _) in zip(test_files(), results)},
                "".join(error for _, error in results))

    def link(self, program, objects):
        subprocess.run([compiler, "-fuse-ld=gold", *objects, self.hash_object, *libraries, "-o", program], check=True)
        return program

    @staticmethod
    def run_tests(program, tests, cpu_s, mutant=-1):
        def limit():
            resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s + 1))
            resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        # The same random numbers each time: a verdict must not depend on luck. Fewer of them than the tests take
        # by themselves: what survives costs them all, and is judged the harder for it.
        environment = {"RC_PARAMS": "seed=1 noshrink=1 max_success=30", "GTEST_FAIL_FAST": "1", "BMS_MUTANT": str(mutant)}
        return subprocess.run([program, f"--gtest_filter={tests}"], env=environment, preexec_fn=limit,
                              capture_output=True, text=True, errors="replace")

    def noticed(self, program, mutant=-1, stages=2):
        """The test that failed; None when none did."""
        for tests, cpu_s in self.stages[:stages]:
            result = self.run_tests(program, tests, cpu_s, mutant)
            if result.returncode != 0:
                failed = re.search(r"\[  FAILED  \] (\w+\.\w+)", result.stdout)
                began = re.findall(r"\[ RUN      \] (\S+)", result.stdout)
                return failed[1] if failed else f"{(began or ['the start'])[-1]} ended with {result.returncode}"
        return None

    def with_choices(self, numbered):
        """One program with these mutants as far as they are in bodies and tables, and the numbers of either."""
        by_file = collections.defaultdict(list)
        for number, mutant in numbered:
            by_file[mutant.file].append((number, mutant))
        refused = set()
        while True:
            choices = [schemata.Choices(file, (root / file).read_text(), [job for job in all_ if job[0] not in refused])
                       for file, all_ in by_file.items()]
            tree = Tree(self.folder / "choices", {choice.file: choice.text for choice in choices})
            core, errors = tree.compile_core(["-DBMS_CORE"])
            if not errors:
                break
            if not schemata.refused(errors) - refused:
                sys.exit(errors)
            refused |= schemata.refused(errors)
        tests, errors = self.compile_tests(tree)
        if errors:
            sys.exit(errors)
        choice, _ = tree.compile(here / "choice.cpp", "choice", [])
        program = self.link(tree.folder / "tests", [choice, core, *tests.values()])
        if noticed := self.noticed(program):
            sys.exit(f"{noticed} fails without any mutant selected")
        return program, set().union(*(c.bodies for c in choices)), set().union(*(c.tables for c in choices))

    def alone(self, mutant):
        """A core with this change alone."""
        work = self.folder / f"work{threading.get_ident()}"
        shutil.rmtree(work, ignore_errors=True)
        text = (root / mutant.file).read_text()
        return Tree(work, {mutant.file: text[:mutant.start] + mutant.new + text[mutant.end:]})

    @staticmethod
    def refusal(error):
        checks = r"static assertion failed|static_assert failed|constant expression"
        first = next((line for line in error.splitlines() if "error:" in line), error[:200])
        is_no_number = "invalid suffix" in error  # 1x7F
        return ("refused" if re.search(checks, error) and not is_no_number else "invalid"), first.split("error: ")[-1]

    def checked(self, mutant):
        """What the checks at compile time say; "" if nothing."""
        _, error = self.alone(mutant).compile_core(["-fsyntax-only"])
        return self.refusal(error) if error else ("", "")

    def judge(self, mutant, has_survived):
        """Verdict and what it rests on, from a core with this change alone; `has_survived` the program of all."""
        return self.judge_source(mutant, has_survived) if mutant.file.endswith(".cpp") else self.judge_header(mutant)

    def judge_source(self, mutant, has_survived):
        core, error = self.alone(mutant).compile_core()
        if error:
            return self.refusal(error)
        if core.read_bytes() == self.core.read_bytes():
            return "same", ""
        noticed = None if has_survived else self.noticed(self.link(core.parent / "tests", [core, *self.tests.values()]))
        return ("killed", noticed) if noticed else ("survived", "")

    def judge_header(self, mutant):
        tree = self.alone(mutant)
        cores = {}
        same = True
        own = f"{pathlib.Path(mutant.file).stem}_"
        kills = self.kills[mutant.file]
        for path in sorted(test_files(), key=lambda path: (self.level[path.stem], not path.stem.startswith(own),
                                                           -kills[path.stem], path.stat().st_size)):
            level = self.level[path.stem]
            if level not in cores:
                cores[level], error = tree.compile_core(level=level)
                if error:
                    return self.refusal(error)
            test, error = self.compile_test(tree, path, level)
            if error:
                return "refused", f"{path.name} does not compile"
            if (cores[level].read_bytes() == self.cores[level].read_bytes()
                    and test.read_bytes() == self.own_tests[path.stem].read_bytes()):
                continue
            same = False
            noticed = self.noticed(self.link(tree.folder / "tests", [cores[level], test]))
            if noticed:
                with self.lock:
                    kills[path.stem] += 1
                return "killed", noticed
        return ("same", "") if same else ("survived", "")


def tree_hash():
    digest = hashlib.sha256()
    for path in sorted([*core_files(), *(root / "tests/bms").glob("*.[ch]pp"), *here.glob("*.[cp][py]*")]):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


class Verdicts:
    """What is known of each mutant, kept in a file: by name {mutant, verdict, by}; "open": it has survived in
    the program of all, and is to be judged alone."""

    def __init__(self, path):
        self.path = path
        rows = map(json.loads, path.read_text().splitlines()) if path.exists() else ()
        self.rows = {row["mutant"]: row for row in rows}

    def of(self, mutant):
        return self.rows.get(mutant.name(), {}).get("verdict", "")

    def ask(self, jobs, judge, at_a_time):
        """Has (number, mutant) judged."""
        with concurrent.futures.ThreadPoolExecutor(at_a_time) as pool, self.path.open("a") as out:
            futures = {pool.submit(judge, *job): job for job in jobs}
            for done, future in enumerate(concurrent.futures.as_completed(futures), start=1):
                verdict, by = future.result()
                name = futures[future][1].name()
                self.rows[name] = {"mutant": name, "verdict": verdict, "by": by}
                out.write(json.dumps(self.rows[name], ensure_ascii=False) + "\n")
                out.flush()
                print(f"{done}/{len(jobs)} {verdict:9} {name}  {by}", flush=True)


def report(chosen, rows):
    reasons = explained()
    counts = collections.defaultdict(collections.Counter)
    unexplained = []
    for mutant in chosen:
        verdict = rows[mutant.name()]["verdict"]
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
    parser.add_argument("--only", nargs="*", default=[], help="only mutants whose name contains one of these")
    parser.add_argument("--list", action="store_true", help="name the mutants, judge none")
    parser.add_argument("-j", type=int, default=os.cpu_count(), help="how many at a time")
    options = parser.parse_args()

    numbered = list(enumerate(all_mutants()))
    chosen = [(n, m) for n, m in numbered if not options.only or any(part in m.name() for part in options.only)]
    if options.list:
        for _, mutant in chosen:
            print(f"{mutant.name()}    {mutant.text}")
        return 0

    folder = root / "build/mutation" / tree_hash()
    folder.mkdir(parents=True, exist_ok=True)
    verdicts = Verdicts(folder / "verdicts.jsonl")
    left = [(n, m) for n, m in chosen if verdicts.of(m) in ("", "open")]
    left.sort(key=lambda job: job[1].file.endswith(".hpp"))  # headers take the longest: last
    if left:
        workshop = Workshop(folder, options.j)
        program, bodies, tables = workshop.with_choices([(n, m) for n, m in left if not verdicts.of(m)])

        def choose(number, mutant):
            verdict, by = workshop.checked(mutant) if number in tables else ("", "")
            # What survives in a header or a table runs every test once more, alone: here the quick ones will do.
            stages = 2 if mutant.file.endswith(".cpp") and in_a_body(mutant) else 1
            noticed = not verdict and workshop.noticed(program, number, stages)
            return ("killed", noticed) if noticed else (verdict or "open", by)

        print(f"{len(left)} mutants, those of function bodies and tables first, in one program", flush=True)
        verdicts.ask([job for job in left if job[0] in bodies | tables], choose, options.j)
        rest = [(n, m) for n, m in left if verdicts.of(m) in ("", "open")]
        # A loop over a table binds a reference to it, which the compiler computes: it never sees another one.
        survivors = {n for n, m in rest if verdicts.of(m) == "open" and in_a_body(m)}
        print(f"{len(rest)} mutants to compile, {len(survivors)} of them because they survived", flush=True)
        verdicts.ask(rest, lambda number, mutant: workshop.judge(mutant, number in survivors), options.j)
    return report([m for _, m in chosen], verdicts.rows)


if __name__ == "__main__":
    sys.exit(main())
