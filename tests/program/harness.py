"""The built program, run as a person runs it."""
import json
import os
import pathlib
import subprocess
import tempfile
import unittest

PROGRAM = os.environ["BANKTWIN"]
ROOT = pathlib.Path(__file__).resolve().parents[2]
SCENARIOS = sorted((ROOT / "configs/scenarios").glob("*.yaml"))


def banktwin(*args, cwd=None, text_in=None, env=None, program=PROGRAM, timeout=600):
    """Runs one command; the result has returncode, stdout, stderr."""
    environment = {**os.environ, "XDG_CONFIG_HOME": "/nonexistent", **(env or {})}
    return subprocess.run([program, *map(str, args)], cwd=cwd, input=text_in, env=environment,
                          capture_output=True, text=True, timeout=timeout)


def year_cut_to(duration, scenario):
    """Where all of a year is not needed; nothing for the shorter scenarios."""
    return ["--set", f"duration={duration}"] if scenario.stem.startswith("example_") else []


class ProgramTest(unittest.TestCase):
    """A test in a folder of its own."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def write(self, name, content):
        path = self.folder / name
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(content, encoding="utf-8")
        return path

    def ok(self, *args, **kwargs):
        kwargs.setdefault("cwd", self.folder)
        result = banktwin(*args, **kwargs)
        self.assertEqual(result.returncode, 0, result.stderr or result.stdout)
        return result.stdout

    def json(self, *args, expected=0, **kwargs):
        kwargs.setdefault("cwd", self.folder)
        result = banktwin(*args, "--json", **kwargs)
        self.assertEqual(result.returncode, expected, result.stderr or result.stdout)
        return json.loads(result.stdout)


SMALL = """\
name: A small bank for an hour
duration: 1 h
bank: {battery: lithium_ng_12v8_100ah, soc_pct: 50}
devices:
  lamp: {model: constant_power, draws: 12 W, connected_to: load}
"""
