"""Cells fitted to measured data foretell profiles that were held back, within the limits of validate.py."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "validation"))
import validate

DATA = validate.data_folder()


@unittest.skipIf(DATA is None, "the measured data are not here (shared/data/cell, or BANKTWIN_DATA)")
class Validation(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.summary = validate.validate(os.environ["BANKTWIN"], DATA, pathlib.Path(cls.folder.name))

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_every_figure_with_a_limit_is_within_it(self):
        held = 0
        for case, figures in self.summary.items():
            for key, limit_mv in validate.held_figures(case, figures):
                with self.subTest(case=case, figure=key):
                    self.assertLessEqual(figures[key], limit_mv)
                    held += 1
        self.assertEqual(held, 26)

    def test_every_fitted_cell_is_one_that_scenarios_take(self):
        program = os.environ["BANKTWIN"]
        folder = pathlib.Path(self.folder.name)
        for name in validate.FITS:
            with self.subTest(cell=name):
                subprocess.run([program, "catalog", "check", folder / f"{name}.yaml"], check=True,
                               stdout=subprocess.DEVNULL)
                scenario = folder / f"{name}_scenario.yaml"
                scenario.write_text(f"duration: 1 h\ncatalog: [{name}.yaml]\n"
                                    f"bank: {{battery: {name}, soc_pct: 50}}\n")
                run = json.loads(subprocess.run([program, "run", scenario, "--json", "--quiet"], check=True,
                                                capture_output=True, text=True).stdout)
                self.assertEqual(run["verdict"], "ok")
                self.assertLess(run["metrics"]["soc_end_pct"], 50)

    def test_only_files_without_a_count_have_another_charge_tried(self):
        for case in validate.CASES:
            with self.subTest(case=case):
                figures = self.summary[case]
                self.assertEqual(figures["charge_from"], "currents" if case.endswith("_plain") else "counter")
                self.assertLessEqual(abs(figures["charge_gain"] - 1), figures["charge_gain_bound"] + 1e-9)
                if figures["charge_from"] == "counter":
                    self.assertEqual(figures["charge_gain_bound"], 0)
                    self.assertIsNone(figures["rmse_as_counted_mv_full"])

    def test_every_case_has_its_figures_and_its_plot(self):
        for case in validate.CASES:
            for region in validate.REGIONS:
                self.assertGreater(self.summary[case]["rmse_mv_" + region], 0)
            self.assertIn("</svg>", (pathlib.Path(self.folder.name) / f"{case}.svg").read_text())


if __name__ == "__main__":
    unittest.main(verbosity=2)
