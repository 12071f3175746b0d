#!/usr/bin/env python3
"""Every test asserts something: by itself, or through a function of its file or of a header of tests/.

A function asserts when its body does, or when it calls one that does. This is read from the text: a lambda
counts as a function, and so does everything else that has a name, brackets and a block.
"""
import pathlib
import re
import sys

tests = pathlib.Path(__file__).resolve().parents[1]
assertion = re.compile(r"\b(?:EXPECT_\w+|ASSERT_\w+|RC_ASSERT\w*|RC_FAIL|FAIL|ADD_FAILURE)\(")
test = re.compile(r"^(?:TEST|TEST_F|TEST_P|RC_GTEST_PROP)\((\w+),\s*(\w+)", re.M)
function = re.compile(r"^[ \t]*(?:[\w:<>,&*\[\]]+[ \t]+)+[*&]*(\w+)\([^;{}]*\)(?: const| noexcept)*\s*\{", re.M)
function_of_name = re.compile(r"\bauto (\w+) = \[[^\]]*\][^;{]*\{")
texts_and_comments = re.compile(r'//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])\'')


def block(text, at):
    """From the first brace behind `at` to the one that closes it."""
    depth = 0
    begin = text.index("{", at)
    for i in range(begin, len(text)):
        depth += {"{": 1, "}": -1}.get(text[i], 0)
        if depth == 0:
            return text[begin:i + 1]
    return text[begin:]


def functions(text):
    found = [(match[1], block(text, match.end() - 1))
             for pattern in (function, function_of_name) for match in pattern.finditer(text)]
    return [(name, body) for name, body in found if not name.startswith(("TEST", "RC_GTEST"))]


def calls(body, names):
    return any(name in names for name in re.findall(r"\b(\w+)(?:<[\w:, ]*>)?\(", body))


def asserting(candidates):
    """The names among (name, body) that assert."""
    names = set()
    while True:
        more = {name for name, body in candidates if assertion.search(body) or calls(body, names)}
        if more <= names:
            return names
        names |= more


def silent_tests(text, headers):
    names = asserting(functions(text) + headers)
    for match in test.finditer(text):
        body = block(text, match.end())
        if not assertion.search(body) and not calls(body, names):
            yield f"{match[1]}.{match[2]}"


def main():
    # The check itself can fail.
    sample = "void helps() { EXPECT_EQ(1, 1); }\nTEST(A, Asks) { helps(); }\nTEST(A, Is) { silent(); }\n"
    if list(silent_tests(sample, [])) != ["A.Is"]:
        sys.exit("a silent test is not told from one that asserts")
    sources = {path: texts_and_comments.sub("''", path.read_text()) for path in sorted(tests.rglob("*.[ch]pp"))}
    headers = [row for path, text in sources.items() if path.suffix == ".hpp" for row in functions(text)]
    count = 0
    silent = []
    for path, text in sources.items():
        count += len(test.findall(text))
        silent += [f"{path.relative_to(tests.parent)}: {name} asserts nothing" for name in silent_tests(text, headers)]
    print("\n".join(silent) or f"{count} tests, each asserts something")
    return 1 if silent else 0


sys.exit(main())
