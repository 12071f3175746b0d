#!/usr/bin/env python3
"""clones.py libmodels.a: the sources that are compiled for newer processors keep that to themselves.

Of an inline function that several objects bring along the linker keeps one, for the whole program. So whatever
those objects share with others must bear the number of their lanes in its name. And none of them may fuse a
multiplication with an addition: that would give other bits.
"""
import re
import subprocess
import sys

library = sys.argv[1]
clones = {"cell_kernel_avx2": "4", "cell_kernel_avx512": "8"}


def lines(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()


shared = {}
for line in lines("nm", "-A", "--defined-only", library):
    found = re.match(r".*?([\w]+)\.cpp\.o:[0-9a-f]* ([WVu]) (\S+)", line)
    if found:
        shared.setdefault(found[1], set()).add(found[3])

wrong = []
seen = set()
member = ""
for line in lines("objdump", "-d", "--no-show-raw-insn", library):
    heading = re.match(r"(\w+)\.cpp\.o:", line)
    if heading:
        member = heading[1]
        continue
    if member in clones:
        seen.update((member, register) for register in ("ymm", "zmm") if register in line)
        if re.search(r"\tvfn?m(add|sub)", line):
            wrong.append(f"{member}: fuses: {line.strip()}")
for clone, lanes in clones.items():
    for name in sorted(shared.get(clone, ())):
        if f"ILi{lanes}E" not in name:
            wrong.append(f"{clone}: shares {name}")
        if any(name in names for other, names in shared.items() if other != clone):
            wrong.append(f"{clone}: another object has {name}")
for expected in (("cell_kernel_avx2", "ymm"), ("cell_kernel_avx512", "zmm")):
    if expected not in seen:
        wrong.append(f"{expected[0]}: uses no {expected[1]} register at all")
print("\n".join(wrong) or "clones keep to themselves")
sys.exit(bool(wrong))
