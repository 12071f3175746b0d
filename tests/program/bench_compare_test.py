#!/usr/bin/env python3
"""`./dev bench --compare`: what is slower twice is flagged, what is slower once is not."""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

script = pathlib.Path(__file__).resolve().parents[2] / "bench/compare.py"


def results(**costs):
    """What Google Benchmark writes: name = ns, or (ns, instructions)."""
    rows = []
    for name, cost in costs.items():
        ns, instructions = cost if isinstance(cost, tuple) else (cost, None)
        row = {"run_name": name, "aggregate_name": "median", "real_time": ns, "time_unit": "ns"}
        rows.append(row | ({"instructions": instructions} if instructions else {}))
    return json.dumps({"benchmarks": rows})


class Comparison(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def compare(self, before, now, again=""):
        """Exit code and output; `again` is what a second run finds."""
        (self.folder / "before.json").write_text(before)
        (self.folder / "now.json").write_text(now)
        (self.folder / "again.txt").write_text(again)
        bench = self.folder / "bench"
        bench.write_text("#!/bin/sh\nfor option; do case $option in --benchmark_out=*) "
                         f"cp '{self.folder}/again.txt' \"${{option#*=}}\";; --benchmark_filter=*) "
                         f"echo \"$option\" > '{self.folder}/filter';; esac; done\n")
        bench.chmod(0o755)
        baseline = self.folder / "machine.json"
        subprocess.run([sys.executable, "-B", script, "keep", self.folder / "before.json", baseline], check=True)
        result = subprocess.run([sys.executable, "-B", script, self.folder / "now.json", baseline, bench],
                                capture_output=True, text=True)
        return result.returncode, result.stdout + result.stderr

    def test_a_benchmark_as_fast_as_before_is_not_run_again(self):
        code, text = self.compare(results(core_tick=100), results(core_tick=109.9))
        self.assertEqual(code, 0, text)
        self.assertNotIn("once more", text)
        self.assertFalse((self.folder / "filter").exists())

    def test_what_is_slower_in_both_runs_is_flagged(self):
        code, text = self.compare(results(core_tick=100, other=5), results(core_tick=110, other=5),
                                  results(core_tick=111))
        self.assertEqual(code, 1, text)
        self.assertIn("core_tick                     1.10 × in ns            SLOWER", text)
        self.assertIn("^(core_tick)(/|$)", (self.folder / "filter").read_text())

    def test_what_is_slower_once_is_the_machine(self):
        code, text = self.compare(results(core_tick=100), results(core_tick=180), results(core_tick=101))
        self.assertEqual(code, 0, text)
        self.assertIn("1.01 × in ns", text)

    def test_instructions_count_where_both_have_them(self):
        code, text = self.compare(results(core_tick=(100, 1000)), results(core_tick=(300, 1001)))
        self.assertEqual(code, 0, text)
        self.assertIn("1.00 × in instructions", text)

    def test_new_and_lost_benchmarks_are_named(self):
        code, text = self.compare(results(old=1, kept=1), results(kept=1, new=1))
        self.assertEqual(code, 0, text)
        self.assertRegex(text, r"old +gone")
        self.assertRegex(text, r"new +new")

    def test_without_a_baseline_it_says_how_to_keep_one(self):
        (self.folder / "now.json").write_text(results(a=1))
        result = subprocess.run([sys.executable, "-B", script, self.folder / "now.json",
                                 self.folder / "desk.json", "bench"], capture_output=True, text=True)
        self.assertEqual(result.returncode, 1)
        self.assertIn("./dev bench --keep desk", result.stderr)


if __name__ == "__main__":
    unittest.main()
