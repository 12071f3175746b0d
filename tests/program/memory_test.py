"""What a run takes of the machine's memory: the same however long it is."""
import os
import subprocess
import unittest

from harness import PROGRAM, ProgramTest

MIB = 2**20
LARGE = """\
name: Six batteries, every cell recorded
duration: 1 d
record: cell
bank: {battery: lithium_ng_12v8_100ah, parallel: 6, wiring: diagonal, link_resistance: 0.1 mOhm, soc_pct: 60}
devices:
  pump: {model: constant_power, draws: 4 kW, on_for: 2 min, every: 5 min, connected_to: load}
  charger: {model: cc_cv_charger, charges: 100 A, from: '02:00', to: '04:00', switched_by: charger}
"""

FIFTY = """\
name: The largest bank, every cell recorded
duration: 4 d
record: cell
bank: {battery: lithium_ng_12v8_100ah, parallel: 50, wiring: diagonal, link_resistance: 0.1 mOhm, soc_pct: 60,
       spread: {capacity_pct: 1}}
devices:
  pump: {model: constant_power, draws: 4 kW, on_for: 20 min, every: 2 h, connected_to: load}
  charger: {model: cc_cv_charger, charges: 800 A, from: '02:00', to: '04:00', switched_by: charger}
"""
TEN_YEARS = """\
name: Ten years laid up
duration: 3650 d
record: cell
bank: {battery: lithium_ng_12v8_200ah, soc_pct: 90}
devices:
  alarm: {model: constant_current, draws: 1 mA, connected_to: battery}
"""


class Memory(ProgramTest):
    def peak_bytes(self, *args):
        """The most that a command ever held in memory."""
        process = subprocess.Popen([PROGRAM, *args], cwd=self.folder, stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.assertEqual(process.returncode, 0)
        return usage.ru_maxrss * 1024

    def test_a_run_stays_below_64_mib_however_long_and_large_it_is(self):
        self.write("s.yaml", LARGE)
        day = self.peak_bytes("run", "s.yaml", "-o", "r.sqlite", "--quiet")
        days = self.peak_bytes("run", "s.yaml", "-o", "r.sqlite", "--quiet", "--set", "duration=8d")
        self.assertLess(day, 64 * MIB)
        self.assertLess(days, 64 * MIB)
        self.assertLess(days, day + 2 * MIB)

    def test_so_does_the_largest_bank_and_the_longest_run(self):
        for text in (FIFTY, TEN_YEARS):
            self.write("s.yaml", text)
            self.assertLess(self.peak_bytes("run", "s.yaml", "-o", "r.sqlite", "--quiet"), 64 * MIB, text)


if __name__ == "__main__":
    unittest.main()
