#!/usr/bin/env python3
"""No recursion in bms/, no stack of a size that only the run knows, no call to who knows where; and how deep
the stack gets. From what g++ writes down with -fcallgraph-info.

    tests/bms/call_graph.py SOURCE_FOLDER [MOST_BYTES]
"""
import collections
import functools
import pathlib
import re
import subprocess
import sys
import tempfile

FLAGS = ["-std=c++20", "-ffreestanding", "-fno-exceptions", "-fno-rtti", "-fno-threadsafe-statics",
         "-fcallgraph-info=su,da", "-c"]
# What a compiler calls on its own; it calls nothing back.
LIBRARY = {"memcpy", "memmove", "memset", "memcmp"}
NODE = re.compile(r'node: \{ title: "([^"]+)" label: "([^"]*)"')
EDGE = re.compile(r'edge: \{ sourcename: "([^"]+)" targetname: "([^"]+)"')
STACK = re.compile(r"\\n(\d+) bytes \((\w+)\)")


def name(title):
    """A constructor of a complete object is the same code as that of a base."""
    return re.sub(r"C1(?=[EI])", "C2", title).replace("CI1", "CI2")


def graph_of(sources, include, level):
    """Calls and stack frames of all functions together."""
    calls, frames, dynamic = collections.defaultdict(set), {}, set()
    with tempfile.TemporaryDirectory() as folder:
        command = ["g++", *FLAGS, level, f"-I{include}", *map(str, sources)]
        subprocess.run(command, cwd=folder, check=True)
        for file in pathlib.Path(folder).glob("*.ci"):
            text = file.read_text()
            for title, label in NODE.findall(text):
                if stack := STACK.search(label):
                    frames[name(title)] = int(stack[1])
                    if stack[2] != "static":
                        dynamic.add(name(title))
            for source, target in EDGE.findall(text):
                calls[name(source)].add(name(target))
    return calls, frames, dynamic


def problems_of(calls, frames, dynamic):
    """What must not be there, and the deepest stack below each function."""
    problems = [f"a stack frame of unknown size: {each}" for each in dynamic]
    targets = set().union(*calls.values()) if calls else set()
    problems += [f"calls something outside: {each}" for each in sorted(targets - set(frames) - LIBRARY)]
    path = []

    @functools.cache
    def depth(function):
        if function in path:
            problems.append("recursion: " + " → ".join(path[path.index(function):] + [function]))
            return 0
        path.append(function)
        below = max((depth(each) for each in calls.get(function, ())), default=0)
        path.pop()
        return frames.get(function, 0) + below

    depths = {each: depth(each) for each in frames}
    return problems, depths


def check_the_checker():
    """A recursion over two functions, an indirect call and a growing frame must be found."""
    bad = """
        int odd(int n); int even(int n) { return n == 0 ? 1 : odd(n - 1); }
        int odd(int n) { return n == 0 ? 0 : even(n - 1); }
        int anywhere(int (*f)()) { return f(); }
        int grows(int n) { volatile char* p = static_cast<char*>(__builtin_alloca(n)); return p[0]; }
    """
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder) / "bad.cpp"
        source.write_text(bad)
        found = " ".join(problems_of(*graph_of([source], folder, "-O0"))[0])
    return all(word in found for word in ("recursion: ", "_Z4eveni", "outside: __indirect_call", "_Z5growsi"))


def main():
    root, most_bytes = pathlib.Path(sys.argv[1]).resolve(), int((sys.argv[2:] or [2048])[0])
    if not check_the_checker():
        sys.exit("the checker finds nothing in what is wrong")
    sources = sorted((root / "bms/src").glob("*.cpp"))
    # Unoptimised nothing is inlined, so that every call is seen; the stack is measured as it will be.
    problems, depths = problems_of(*graph_of(sources, root / "bms/include", "-O0"))
    print(f"{len(depths)} functions without recursion")
    if not any("Core7advance" in each for each in depths):
        problems.append("Core::advance is not among them")
    more, depths = problems_of(*graph_of(sources, root / "bms/include", "-Os"))
    problems += more
    deepest = sorted(depths.items(), key=lambda pair: -pair[1])[:5]
    for function, depth in deepest:
        print(f"{depth:6} bytes of stack below {function.rsplit(':', 1)[-1]}")
    if deepest[0][1] > most_bytes:
        problems.append(f"the stack gets deeper than {most_bytes} bytes")
    for problem in sorted(set(problems)):
        print(problem, file=sys.stderr)
    return 1 if problems else 0


sys.exit(main())
