"""Bad input: one clear error, exit code 3 (or 4 for a file the scenario names), at once, and nothing else."""
import os
import time
import unittest

from harness import SMALL, ProgramTest, banktwin

NESTED = "a: " + "[" * 20_000 + "]" * 20_000 + "\n"
BOMB = ("a: &a [x, x, x, x, x, x, x, x, x]\n" +
        "".join(f"{b}: &{b} [*{a}, *{a}, *{a}, *{a}, *{a}, *{a}, *{a}, *{a}, *{a}]\n"
                for a, b in zip("abcdefghi", "bcdefghij")))

# What a person might hand in, and a piece of what they must be told.
MALFORMED = {
    "empty": ("", "is empty"),
    "a list": ("- a\n- b\n", "expected a map"),
    "a word": ("hello\n", "expected a map"),
    "wrong type": (SMALL.replace("{battery: lithium_ng_12v8_100ah, soc_pct: 50}", "[1, 2]"), "expected a map"),
    "unknown key": (SMALL + "bakn: {}\n", "did you mean bank?"),
    "unknown key below": (SMALL.replace("soc_pct", "soc_pc"), "did you mean soc_pct?"),
    "NaN": (SMALL.replace("soc_pct: 50", "soc_pct: .nan"), "not a finite number"),
    "infinity": (SMALL.replace("1 h", ".inf"), "not a finite number"),
    "negative capacity": (SMALL.replace("battery: lithium_ng_12v8_100ah",
                                        "battery: {like: lithium_ng_12v8_100ah, capacity_ah: -100}"),
                          "must be between 0.1 Ah"),
    "negative draw": (SMALL.replace("12 W", "-12 W"), "is negative"),
    "51 batteries": (SMALL.replace("soc_pct: 50", "soc_pct: 50, parallel: 51"),
                     "51 batteries (1 in series × 51 in parallel); one BMS has at most 50 of these (R-BAT-2, manual §2.1)"),
    "51 batteries in series and parallel": (SMALL.replace("soc_pct: 50", "series: 2, parallel: 26"),
                                            "one BMS has at most 50"),
    "26 of 51.2 V": (SMALL.replace("12v8_100ah", "51v2_100ah").replace("soc_pct: 50", "parallel: 26"),
                     "one BMS has at most 25"),
    "three in series": (SMALL.replace("soc_pct: 50", "series: 3"), "no system voltage"),
    "tabs": (SMALL.replace("  lamp", "\tlamp"), "tab"),
    "duplicate keys": (SMALL + "name: again\n", "given twice"),
    "duplicate devices": (SMALL + "  lamp: {model: constant_power, draws: 1 W}\n", "given twice"),
    "alias bomb": (BOMB, "20,000"),
    "merge key": ("base: &b {x: 1}\nbank:\n  <<: *b\n", "merge keys"),
    "20,000 deep": (NESTED, "nested deeper"),
    "truncated": (SMALL[:SMALL.index("soc_pct") + 3], "not YAML"),
    "NUL bytes": (SMALL.encode() + b"\0\0\0", "NUL"),
    "Latin-1": (SMALL.replace("A small", "En små").encode("latin-1"), "not UTF-8"),
    "two documents": (SMALL + "---\n" + SMALL, "second document"),
    "a tag": (SMALL.replace("50", "!!float 50"), "tag"),
    "time unquoted": (SMALL.replace("12 W", "12 W, from: 18:30, to: 22:00"), "quotes"),
    "decimal comma": (SMALL.replace("12 W", "'12,5 W'"), "decimal comma"),
    "octal": (SMALL.replace("soc_pct: 50", "soc_pct: 050"), "octal"),
    "half a percent": (SMALL.replace("soc_pct: 50", "soc_pct: 0.5"), "did you mean 50"),
    "no unit": (SMALL.replace("draws: 12 W", "draws: 12"), "has no unit"),
    "another dimension": (SMALL.replace("12 W", "12 A"), "is a current"),
    "unknown model": (SMALL.replace("model: constant_power", "model: constant_powr"), "did you mean constant_power?"),
    "unknown battery": (SMALL.replace("12v8_100ah", "12v8_120ah"), "did you mean lithium_ng_12v8_100ah?"),
    "no duration": (SMALL.replace("duration: 1 h\n", ""), "duration"),
    "until before start": (SMALL.replace("duration: 1 h", "until: 2025-01-01"), "not after the start"),
    "floor above warning": (SMALL + "bms: {discharge_floor_pct: 30}\n", "must be below"),
    "boolean for remote": (SMALL + "bms: {remote: maybe}\n", "joined"),
    "expectation unknown": (SMALL + "expect: [damge.day > 3]\n", "did you mean damage"),
    "expectation without comparison": (SMALL + "expect: [damage.day]\n", "compares nothing"),
    "wrong set of curves": (SMALL.replace("battery: lithium_ng_12v8_100ah",
                                          "battery: {like: lithium_ng_12v8_100ah, cell: {like: lithium_ng, "
                                          "ocv_discharge_v: {0: 3, 100: 2}}}"), "must rise"),
}


class Malformed(ProgramTest):
    def check(self, args, piece, code=3, quick=True):
        before = sorted(os.listdir(self.folder))
        began = time.monotonic()
        result = banktwin("run", *args, "-o", self.folder / "result.sqlite", cwd=self.folder, timeout=30)
        took = time.monotonic() - began
        self.assertEqual(result.returncode, code, result.stderr)
        self.assertEqual(result.stdout, "")
        self.assertIn(piece, result.stderr)
        self.assertLessEqual(len(result.stderr.splitlines()), 3, result.stderr)
        self.assertLess(len(result.stderr), 1000, "one line a person can read")
        self.assertEqual(sorted(os.listdir(self.folder)), before, "nothing is left behind")
        if quick and "SANITIZED" not in os.environ:
            self.assertLess(took, 1.0)
        return result.stderr

    def test_every_malformed_scenario_gives_one_clear_error(self):
        for name, (content, piece) in MALFORMED.items():
            with self.subTest(name):
                path = self.write("bad.yaml", content)
                message = self.check(["bad.yaml"], piece)
                self.assertTrue(message.startswith("bad.yaml:"), message)
                path.unlink()

    def test_a_100_megabyte_file_is_refused_without_being_read(self):
        with open(self.folder / "big.yaml", "wb") as file:
            file.truncate(100 << 20)
        self.check(["big.yaml"], "larger than 1 MiB")

    def test_what_is_no_file_is_refused(self):
        (self.folder / "folder.yaml").mkdir()
        os.symlink("loop.yaml", self.folder / "loop.yaml")
        os.mkfifo(self.folder / "pipe.yaml")
        self.check(["folder.yaml"], "is a directory")
        self.check(["loop.yaml"], "symbolic links")
        self.check(["pipe.yaml"], "not a regular file")
        self.check(["missing.yaml"], "No such file")
        self.check(["/dev/zero"], "not a regular file")

    def test_a_file_that_the_scenario_names_is_exit_code_4(self):
        self.write("s.yaml", "extends: missing.yaml\n" + SMALL)
        self.check(["s.yaml"], "No such file", code=4)
        self.write("base.yaml", SMALL.replace("50", "fifty"))
        self.write("s.yaml", "extends: base.yaml\n")
        self.assertIn("base.yaml:3:", self.check(["s.yaml"], "fifty", code=4))
        self.write("mine.yaml", "batteries: {x: {like: nothing}}\n")
        self.write("s.yaml", SMALL.replace("lithium_ng_12v8_100ah", "x") + "catalog: [mine.yaml]\n")
        self.check(["s.yaml"], "nothing", code=4)

    def test_extends_in_a_circle_is_one_error(self):
        self.write("a.yaml", "extends: b.yaml\n")
        self.write("b.yaml", "extends: a.yaml\n")
        self.check(["a.yaml"], "circle", code=4)

    def test_a_bad_set_says_so(self):
        self.write("s.yaml", SMALL)
        self.check(["s.yaml", "--set", "devices.lamp.drwas=3W"], "did you mean draws?")
        self.check(["s.yaml", "--set", "nonsense"], "path=value", code=2)
        self.check(["s.yaml", "--set", "bank.soc_pct=fifty"], "fifty")

    def test_a_file_that_is_missing_or_another_is_told_with_the_same_code_by_every_command(self):
        self.write("s.yaml", SMALL)
        for args in (["export", "s.yaml"], ["export", "missing.sqlite"], ["run", "missing.yaml"],
                     ["replay", "missing.trace"], ["catalog", "check", "missing.yaml"],
                     ["validate-cell", "missing.yaml", "s.yaml"]):
            with self.subTest(" ".join(args)):
                result = banktwin(*args, cwd=self.folder)
                self.assertEqual(result.returncode, 3, result.stderr)
                self.assertEqual(len(result.stderr.splitlines()), 1, result.stderr)

    def test_standard_input_is_judged_like_a_file(self):
        result = banktwin("run", "-", text_in="bank: [\n")
        self.assertEqual(result.returncode, 3)
        self.assertTrue(result.stderr.startswith("standard input:"), result.stderr)


class Usage(ProgramTest):
    def test_mistakes_on_the_command_line_are_exit_code_2(self):
        self.write("s.yaml", SMALL)
        for args in ([], ["fly"], ["run"], ["run", "s.yaml", "--fast"], ["drain"],
                     ["drain", "--capacity-ah", "200", "--drain", "35mA"],
                     ["drain", "--capacity-ah", "200", "--drain", "x=35 V:battery"],
                     ["drain", "--capacity-ah", "200", "--solve", "drain"],
                     ["drain", "--battery", "lithium_ng_12v8_20ah"],
                     ["drain", "--capacity-ah", "-3"], ["new", "spaceship"], ["explain", "A-B99"],
                     ["schema", "everything"], ["catalog"], ["catalog", "show", "nothing"],
                     ["run", "s.yaml", "--set", "bank.soc_pct="], ["run", "s.yaml", "--seed", "-1"]):
            with self.subTest(" ".join(args)):
                result = banktwin(*args, cwd=self.folder)
                self.assertEqual(result.returncode, 2, result.stderr)
                self.assertEqual(result.stdout, "")
                self.assertNotEqual(result.stderr, "")
                self.assertLessEqual(len(result.stderr.splitlines()), 3, result.stderr)


if __name__ == "__main__":
    unittest.main()
