"""Traces as a person uses them: every shipped scenario recorded and replayed, and the golden traces."""
import re
import unittest

from harness import ROOT, SCENARIOS, ProgramTest, banktwin, year_cut_to

# What only the plant knows; a core alone cannot tell it.
PLANT = {"battery_damaged", "cell_reversed", "limit_broken", "limit_kept", "brown_out", "brown_out_over", "battery_gone",
         "battery_back", "battery_disconnected", "battery_connected", "battery_exchanged", "chain_opened", "chain_closed",
         "link_changed", "hardware_fault", "hardware_fault_over", "detects_anew", "link_joined", "link_parted",
         "load_dump", "starter_flat", "starter_back",
         "switch_opened", "switch_closed", "overload", "locked_out", "locked_out_over", "switch_alarm", "switch_alarm_over",
         "short_circuit", "short_circuit_over", "start_assist"}
GOLDEN = sorted((ROOT / "tests/replay").glob("*.trace"))
MEGABYTES_PER_YEAR = 100


def told(document):
    return [(event["t_s"], event["event"], event["code"], event["cause"]) for event in document["events"]
            if event["event"] not in PLANT]


class Recorded(ProgramTest):
    def test_every_scenario_is_replayed_event_for_event_from_a_small_file(self):
        for scenario in SCENARIOS:
            with self.subTest(scenario.name):
                trace = self.folder / "t.trace"
                cut = year_cut_to("2d", scenario)
                # What a cut leaves of the expectations stays undecided or fails.
                run = self.json("run", scenario, "--record", trace, *cut, expected=10 if cut else 0)
                replay = self.json("replay", trace)
                self.assertEqual(replay["outcome"], "same")
                self.assertGreater(replay["compared"], 0)
                # The supply comes and goes between two ticks.
                for a, b in zip(told(run), told(replay), strict=True):
                    self.assertEqual(a[1:], b[1:])
                    self.assertAlmostEqual(a[0], b[0], delta=0.1)
                years = run["horizon_day"] / 365
                self.assertLess(trace.stat().st_size, 1e5 + MEGABYTES_PER_YEAR * 1e6 * years)

    def test_a_trace_is_the_same_every_time(self):
        texts = []
        for name in ("a.trace", "b.trace"):
            self.ok("run", ROOT / "configs/scenarios/weekend_cabin.yaml", "--record", name)
            texts.append((self.folder / name).read_bytes())
        self.assertEqual(*texts)

    def test_standard_input_is_read(self):
        self.ok("run", ROOT / "configs/scenarios/weekend_cabin.yaml", "--record", "t.trace")
        text = (self.folder / "t.trace").read_text()
        self.assertIn("As recorded", self.ok("replay", "-", text_in=text))
        cut = banktwin("replay", "-", text_in=text[:len(text) // 2].rsplit("\n", 1)[0])
        self.assertEqual(cut.returncode, 3)
        self.assertRegex(cut.stderr, r"^standard input:\d+:1: the trace ends without its last line")

    def test_waveforms_carry_every_code_as_a_wire(self):
        self.ok("run", ROOT / "configs/scenarios/weekend_cabin.yaml", "--record", "t.trace")
        self.ok("replay", "t.trace", "--vcd", "w.vcd")
        text = (self.folder / "w.vcd").read_text()
        wires = re.findall(r"\$var wire 1 \S+ ([WAE]_B\d\d) \$end", text)
        self.assertEqual(sorted(wires), sorted(["W_B01", "W_B05", "W_B07", "A_B01", "A_B05", "A_B07", "A_B08",
                                                "A_B09", "E_B01", "E_B05", "E_B09", "E_B11"]))
        times = [int(line[1:]) for line in text.splitlines() if line.startswith("#")]
        self.assertEqual(times, sorted(set(times)))
        self.assertEqual(times[-1], 10 * 86400 * 10)


class Golden(ProgramTest):
    """Our own output, kept: a difference is a change of behaviour, wanted or not."""

    def test_every_golden_trace_is_replayed_as_it_was_recorded(self):
        self.assertTrue(GOLDEN)
        for trace in GOLDEN:
            with self.subTest(trace.name):
                document = self.json("replay", trace)
                self.assertEqual(document["outcome"], "same")


if __name__ == "__main__":
    unittest.main()
