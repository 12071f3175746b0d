"""The README tells the truth: its commands print what it shows, its Python runs."""
import os
import pathlib
import re
import shutil
import subprocess
import unittest

from harness import PROGRAM, ROOT, ProgramTest

README = (ROOT / "README.md").read_text()
# What differs from run to run.
VOLATILE = re.compile(r"in [0-9.]+ s on \S+")


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.S)


def commands(block):
    """Pairs of a command and the lines that follow it."""
    parts = re.split(r"^\$ ", block, flags=re.M)[1:]
    for part in parts:
        command, _, output = part.partition("\n")
        yield command, output.strip("\n").split("\n") if output.strip() else []


class Readme(ProgramTest):
    def setUp(self):
        super().setUp()
        shutil.copytree(ROOT / "configs", self.folder / "configs")
        tools = self.folder / "bin"
        tools.mkdir()
        os.symlink(PROGRAM, tools / "banktwin")
        self.environment = dict(os.environ, PATH=f"{tools}:{os.environ['PATH']}", XDG_CONFIG_HOME="/nonexistent")

    def shell(self, command):
        return subprocess.run(["bash", "-c", command], cwd=self.folder, env=self.environment,
                              capture_output=True, text=True)

    def test_every_command_prints_what_the_readme_shows(self):
        told = 0
        for block in blocks("console"):
            for command, expected in commands(block):
                result = self.shell(command)
                with self.subTest(command):
                    self.assertIn(result.returncode, (0, 3, 10), result.stderr)
                    actual = VOLATILE.sub("", result.stdout + result.stderr).rstrip("\n").split("\n")
                    self.assertTrue(matches([VOLATILE.sub("", line) for line in expected], actual),
                                    "\n".join(["README says:", *expected, "the program says:", *actual]))
                    told += 1
        self.assertGreater(told, 5)

    def test_the_pandas_lines_run_on_a_result(self):
        self.assertEqual(self.shell("banktwin run configs/scenarios/weekend_cabin.yaml -o result.sqlite")
                         .returncode, 0)
        code = [block for block in blocks("python") if "pandas" in block]
        self.assertEqual(len(code), 1)
        # Debian's python3 has Debian's pandas.
        result = subprocess.run(["/usr/bin/python3", "-c", code[0]], cwd=self.folder, capture_output=True, text=True)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("soc_pct", result.stdout)

    def test_the_files_it_names_are_there(self):
        for path in re.findall(r"\]\(([\w./-]+)\)", README):
            self.assertTrue((ROOT / path).exists(), path)


def matches(expected, actual):
    """`…` alone on a line stands for any number of lines."""
    if not expected:
        return not actual or actual == [""]
    if expected[0].strip() == "…":
        return any(matches(expected[1:], actual[i:]) for i in range(len(actual) + 1))
    return bool(actual) and expected[0].rstrip() == actual[0].rstrip() and matches(expected[1:], actual[1:])


if __name__ == "__main__":
    unittest.main()
