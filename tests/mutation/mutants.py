"""What can be changed in a C++ source: one small change each, as (start, end, replacement).

A tokenizer is enough, because clang-format writes binary operators with space on both sides and the
brackets of templates without. Left alone: comments, texts, preprocessor lines, `static_assert` and
`consteval` functions (they judge the tables at compile time and do nothing at run time), comparisons that
the compiler writes, enumerations, and members called `unused`.
"""
import dataclasses
import re

token = re.compile(r"""
    (?P<skip>//[^\n]*|/\*.*?\*/|^\s*\#[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])'|\s+)
  | (?P<number>\d[\d']*)(?P<suffix>[uUlL]*|_\w+)
  | (?P<word>[A-Za-z_]\w*(?:::~?[A-Za-z_]\w*)*)
  | (?P<operator><=>|<<=|>>=|->|\+\+|--|&&|\|\||[<>=!+\-*/%&|^]=|<<|>>|::|.)
""", re.VERBOSE | re.DOTALL | re.MULTILINE)

# Where it stands with space on both sides. Of a comparison the change that is hardest to notice: its bound.
binary = {
    "<": ["<="], "<=": ["<"], ">": [">="], ">=": [">"],
    "==": ["!="], "!=": ["=="], "&&": ["||"], "||": ["&&"],
    "+": ["-"], "-": ["+"], "*": ["/"], "/": ["*"], "%": ["*"],
    "&": ["|"], "|": ["&"], "^": ["|"], "<<": [">>"], ">>": ["<<"],
    "+=": ["-="], "-=": ["+="], "|=": ["&=", "="], "&=": ["|="], "^=": ["|="],
}
anywhere = {"++": ["--"], "--": ["++"]}
words = {"true": ["false"], "false": ["true"], "std::min": ["std::max"], "std::max": ["std::min"]}


@dataclasses.dataclass(frozen=True)
class Mutant:
    file: str  # relative to the repository
    start: int
    end: int
    old: str
    new: str
    line: int
    column: int  # in `text`
    text: str    # of the line, without leading space

    def name(self):
        return f"{self.file}:{self.line}:{self.column}: {self.old} → {self.new}"

    def key(self):
        """Stays the same while lines above change: what explained.txt says about it stays true."""
        return f"{self.file} | {self.text} | {self.column}: {self.old} → {self.new}"


def enumerations(texts):
    """Name of an enumeration → its enumerators."""
    found = {}
    for text in texts:
        for name, body in re.findall(r"enum class (\w+) : [\w:]+ \{(.*?)\}", text, re.DOTALL):
            body = re.sub(r"//[^\n]*", "", body)
            found[name] = [part.split("=")[0].strip() for part in body.split(",") if part.strip()]
    return found


def past_block(text, at, opening="{", closing="}"):
    """Index past the block that opens at or after `at`."""
    depth = 0
    for i in range(text.index(opening, at), len(text)):
        depth += {opening: 1, closing: -1}.get(text[i], 0)
        if depth == 0:
            return i + 1
    return len(text)


def left_alone(text):
    """Stretches in which nothing is changed."""
    spans = []
    for match in re.finditer(r"\bconsteval\b|\bstatic_assert\(|\benum class\b", text):
        is_assert = match.group() == "static_assert("
        end = past_block(text, match.start(), "(", ")") if is_assert else past_block(text, match.start())
        spans.append((match.start(), end))
    spans += [m.span() for m in re.finditer(r"^[^\n]*(?:= default;|\bunused_?\b|\btemplate <)[^\n]*$", text, re.M)]
    return spans


def changes(match, text, enums):
    """What may stand in the place of one token."""
    kind, old = match.lastgroup, match.group()
    before, after = text[match.start() - 1], text[match.end()] if match.end() < len(text) else "\n"
    if kind == "operator":
        if old in binary and before.isspace() and after.isspace():
            return binary[old]
        if old == "!" and not after.isspace():
            return [""]
        if old == "-" and not after.isspace():
            return [""]
        return anywhere.get(old, [])
    if kind in ("number", "suffix"):
        # An odd number one less, an even one one more: what it becomes depends on nothing around it.
        value = int(match["number"].replace("'", ""))
        changed = value - 1 if value % 2 else value + 1
        return [f"{changed}{match['suffix']}"]
    if kind == "word":
        if old in words:
            return words[old]
        scope, _, last = old.rpartition("::")
        group = enums.get(scope.rpartition("::")[2], [])
        if last in group and len(group) > 1:
            return [f"{scope}::{group[(group.index(last) + 1) % len(group)]}"]
    return []


def mutants_of(file, text, enums):
    spans = left_alone(text)
    for match in token.finditer(text):
        if match.lastgroup == "skip" or any(a <= match.start() < b for a, b in spans):
            continue
        begin = text.rfind("\n", 0, match.start()) + 1
        line = text[begin:text.find("\n", match.start())]
        column = match.start() - begin - (len(line) - len(line.lstrip())) + 1
        for new in changes(match, text, enums):
            yield Mutant(file, match.start(), match.end(), match.group(), new,
                         text.count("\n", 0, match.start()) + 1, column, line.strip())
