"""Many changes of bms/ in one program: `bms_mutant` selects one of them at run time.

A function's body becomes: its own text unless one of its mutants is selected, otherwise that mutant's text.
A table of `tables` becomes a function that returns it, or the mutant of it that is selected. So a mutant
costs a run instead of a compilation. What the compiler computes stays as it is, hence a mutant that survives
in here has still to be compiled. Line markers name the mutant in what the compiler says against it.
"""
import re

import mutants

marker = "mutant-"

# The large ones with which nothing is computed at compile time but checks.
tables = ("settings_table", "command_table", "readout_table", "order_rules", "load_machine", "charger_machine",
          "run_machine", "mode_machine", "update_machine", "bluetooth_machine")


def function_bodies(text):
    """(start, end) of what stands between the outermost braces of each function."""
    begin = at = 0  # of the declaration; of the next token
    while match := mutants.token.match(text, at):
        at = match.end()
        if match.group() in ("}", ";"):
            begin = at
        elif match.group() == "{":
            head = re.sub(r"//[^\n]*", "", text[begin:match.start()]).rstrip()
            if re.search(r"\b(?:namespace|struct|class)\b[^()]*$", head):
                begin = at
                continue
            at = mutants.past_block(text, match.start())
            # Behind parameters, or behind the braces of a constructor's initialiser; else it is a value.
            if re.search(r"[)}](?: const)?(?: -> [\w:]+)?$", head):
                yield match.end(), at - 1
                begin = at


def table_values(text):
    """(start, end, name) of what stands between the braces of each table."""
    for match in re.finditer(rf"^(?:inline )?constexpr [^;{{]*\b({'|'.join(tables)}){{", text, re.MULTILINE):
        yield match.end(), mutants.past_block(text, match.end() - 1) - 1, match[1]


class Choices:
    """One source with the mutants to choose from: `bodies` and `tables` hold their numbers."""

    def __init__(self, file, text, numbered):
        """`numbered` are (number, mutant) of this file in order of place."""
        self.file, self.original = file, text
        self.bodies, self.tables = set(), set()
        places = [(start, end, "") for start, end in function_bodies(text)] + list(table_values(text))
        out, at = ["extern int bms_mutant;", self.line(0)], 0
        for start, end, table in sorted(places):
            inside = [(n, m) for n, m in numbered if start <= m.start < end]
            if inside:
                end += 2 * bool(table)  # and "};"
                out += [text[at:start], *(self.table(start, end, table, inside) if table else
                                          self.body(start, end, inside)), self.line(end)]
                (self.tables if table else self.bodies).update(n for n, _ in inside)
                at = end
        self.text = "".join([*out, text[at:]])

    def line(self, position):
        return f'\n#line {self.original.count(chr(10), 0, position) + 1} "{self.file}"\n'

    def each(self, start, end, inside):
        """(number, the stretch with that change in it)"""
        for number, mutant in inside:
            changed = self.original[start:mutant.start] + mutant.new + self.original[mutant.end:end]
            yield number, f'\n#line 1 "{marker}{number}"\n{changed}\n'

    def body(self, start, end, inside):
        yield f"if (__builtin_is_constant_evaluated() || {outside(inside)}) {{{self.line(start)}"
        yield self.original[start:end] + "}"
        for number, changed in self.each(start, end, inside):
            yield f"else if (bms_mutant == {number}) {{{changed}}}"
        yield "else __builtin_unreachable();"

    def table(self, start, end, name, inside):
        yield f"{self.original[start:end]}\nconst decltype({name})& selected_{name}();\n"
        yield f"constexpr const decltype({name})& chosen_{name}() {{ if (__builtin_is_constant_evaluated()) "
        yield f"return {name}; return selected_{name}(); }}\n#ifdef BMS_CORE\nconst decltype({name})& "
        yield f"selected_{name}() {{ if ({outside(inside)}) return {name};"
        for number, changed in self.each(start, end, inside):
            yield f"else if (bms_mutant == {number}) {{ static constexpr decltype({name}) changed{{{changed}"
            yield "return changed; }"
        yield f"else __builtin_unreachable(); }}\n#endif\n#define {name} chosen_{name}()\n"


def outside(inside):
    """The condition that none of these is selected."""
    return f"bms_mutant < {inside[0][0]} || bms_mutant > {inside[-1][0]}"


def refused(errors):
    """Numbers of the mutants that the compiler blames: at the error, or where that was instantiated."""
    blamed = (re.search(rf"^{marker}(\d+):", error, re.MULTILINE) for error in
              re.split(r"^(?=.*: error: )", errors, flags=re.MULTILINE)[1:])
    return {int(match[1]) for match in blamed if match}
