#!/usr/bin/env python3
"""Which test proves which requirement: writes, or with --check compares, tests/README.md.

The ids stand in a comment right above a test:

    // R-OUT-3, D-5
    TEST(PreAlarm, ComesThirtySecondsBeforeLoadOpens) {

and, where a whole file is the test (a program, a fuzz target, a golden trace, a scenario), anywhere in
a comment of it. A row of requirements.txt without a
test that is not planned is an error, and so is an id that requirements.txt does not know.
"""
import pathlib
import re
import sys

tests = pathlib.Path(__file__).parent
root = tests.parent
identifier = re.compile(r"\b[RD]-(?:[A-Z]{3}-)?\d+\b")
test_macro = re.compile(r"^(?:TEST|TEST_F|TEST_P|RC_GTEST_PROP)\((\w+),\s*(\w+)")


def requirements():
    rows = {}
    for line in (tests / "requirements.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            parts = [part.strip() for part in line.split("|")]
            rows[parts[0]] = {"section": parts[1], "text": parts[2], "planned": "planned" in parts[3:]}
    return rows


def tests_by_id():
    found = {}
    for path in sorted(tests.rglob("*_test.cpp")):
        comment = []
        layer = path.relative_to(tests).parts[0]
        for line in path.read_text().splitlines():
            macro = test_macro.match(line)
            if line.startswith("//"):
                comment.append(line)
            elif macro:
                for name in identifier.findall(" ".join(comment)):
                    found.setdefault(name, []).append(f"{layer}.{macro[1]}.{macro[2]}")
                comment = []
            elif line.strip():
                comment = []
    whole_files = [path for folder in ("tests/program", "tests/fuzz", "tests/replay", "configs/scenarios")
                   for path in (root / folder).glob("*")
                   if path.suffix in (".py", ".yaml", ".sh", ".cmake", ".trace", ".cpp")]
    for path in sorted(whole_files):
        entry = str(path.relative_to(root))
        for line in path.read_text().splitlines():
            if line.strip().startswith(("#", "//")):
                for name in identifier.findall(line):
                    if entry not in found.setdefault(name, []):
                        found[name].append(entry)
    return found


def main():
    rows, found = requirements(), tests_by_id()
    problems = [f"{name}: no test, and not planned" for name, row in rows.items()
                if name not in found and not row["planned"]]
    problems += [f"{name}: cited by {found[name][0]}, unknown to requirements.txt"
                 for name in found if name not in rows]
    head = (tests / "README.head.md").read_text()
    lines = [head.rstrip(), "", "| id | § | what | tests |", "|---|---|---|---|"]
    for name, row in rows.items():
        proofs = [f"`{test}`" for test in found.get(name, [])]
        if row["planned"]:
            proofs.append("*more is planned*" if proofs else "*planned*")
        names = "<br>".join(proofs)
        lines.append(f"| {name} | {row['section']} | {row['text']} | {names} |")
    text = "\n".join(lines) + "\n"
    readme = tests / "README.md"
    if "--check" in sys.argv:
        if not readme.exists() or readme.read_text() != text:
            problems.append("tests/README.md is not up to date: run tests/trace.py")
    else:
        readme.write_text(text)
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


sys.exit(main())
