"""Short runs of every command, with sanitizers too: every scenario cut to hours, every answer looked at."""
import csv
import io
import json
import os
import signal
import sqlite3
import subprocess
import time
import unittest

from harness import PROGRAM, SCENARIOS, SMALL, ProgramTest, banktwin


class Short(ProgramTest):
    def test_every_scenario_runs_for_six_hours_at_every_level_of_recording(self):
        for path in SCENARIOS:
            for level in ("bank", "battery", "cell"):
                with self.subTest(f"{path.name} {level}"):
                    # What the expectations say about later days stays undecided.
                    result = banktwin("run", path, "--set", "duration=6h", "--set", f"record={level}",
                                      "-o", "r.sqlite", "--json", cwd=self.folder)
                    self.assertIn(result.returncode, (0, 10), result.stderr)
                    document = json.loads(result.stdout)
                    self.assertLess(document["metrics"]["energy_residual"], 1e-6)
                    with sqlite3.connect(self.folder / "r.sqlite") as database:
                        count, = database.execute("SELECT count(*) FROM signals").fetchone()
                        self.assertGreater(count, {"bank": 11, "battery": 15, "cell": 23}[level])

    # R-BAT-8: the manual's own example, 8.33 and 4.17 days.
    def test_drain_gives_the_manuals_reserve(self):
        for capacity, days in ((200, 8.33), (100, 4.17)):
            document = self.json("drain", "--capacity-ah", capacity, "--self-discharge-pct-per-30d", 0,
                                 "--drain", "rest=8.8mA:battery", "--from", "low_cell")
            self.assertAlmostEqual(document["days"]["damage"], days, delta=0.005)
            self.assertEqual([document["days"][key] for key in ("warning", "load_off", "low_cell")], [None] * 3)

    # R-SYS-7, D-13, D-19: the worked numbers of a van laid up, alarm on the battery and behind LOAD.
    def test_drain_gives_the_worked_numbers_of_the_van(self):
        common = ["drain", "--capacity-ah", 200, "--soc-pct", 50, "--warning-pct", 15, "--floor-pct", 10,
                  "--self-discharge-pct-per-30d", 2]
        for where, days in (("battery", (66.96, 76.53, 93.75, 95.75)), ("uncontrolled", (66.96, 76.53, 93.75, 95.75)),
                            ("load", (66.96, 76.53, 164.19, 176.53)), ("controlled", (66.96, 76.53, 164.19, 176.53))):
            document = self.json(*common, "--drain", f"alarm=35mA:{where}")
            for key, expected in zip(("warning", "load_off", "low_cell", "damage"), days):
                self.assertAlmostEqual(document["days"][key] / expected, 1, delta=0.001)

    # D-11: the standard warning and floor; the last line is always the latest recharge.
    def test_drain_ends_with_the_latest_recharge_and_starts_when_told(self):
        text = self.ok("drain", "--battery", "lithium_ng_12v8_200ah", "--parallel", 2, "--drain", "radio=2W:load",
                       "--start", "2026-11-01")
        self.assertTrue(text.splitlines()[-1].startswith("Latest recharge: day "))
        self.assertIn("warning at 20 %, floor at 10 %", text)
        self.assertIn("(2027-", text)
        never = self.ok("drain", "--capacity-ah", 200, "--self-discharge-pct-per-30d", 0)
        self.assertTrue(never.splitlines()[-1].startswith("Latest recharge: day "))

    # R-MON-7: the public record of a Lynx, and what is wrong with a pipe's exits with 4.
    def test_the_apps_words_are_the_same_in_every_language_for_programs(self):
        run = ("run", self.write("small.yaml", SMALL), "--show-app-at")
        pages = {lang: self.json(*run, "605 s", "--lang", lang)["app_pages"][0] for lang in ("en", "sv")}
        modes = {lang: next(field for field in page["fields"] if field["field"] == "mode")
                 for lang, page in pages.items()}
        self.assertEqual([modes["en"]["word"], modes["sv"]["word"]], ["On", "On"])
        self.assertEqual([modes["en"]["text"], modes["sv"]["text"]], ["On", "På"])
        self.assertIsNone(pages["en"]["fields"][0]["word"])
        # A moment to the second is told to the second.
        self.assertIn(":10:05)", self.ok(*run, "605 s"))
        self.assertNotIn(":10:00)", self.ok(*run, "10 min"))

    def test_waveforms_tell_each_list_of_words_once(self):
        self.ok("run", self.write("small.yaml", SMALL), "--record", "t.trace")
        self.ok("replay", "t.trace", "--vcd", "t.vcd")
        comments = [line for line in (self.folder / "t.vcd").read_text().splitlines() if line.startswith("$comment")]
        self.assertGreater(len(comments), 5)
        self.assertEqual(len(comments), len(set(comments)))

    def test_decode_reads_an_advertisement_from_the_command_line_and_from_a_pipe(self):
        advertisement, key = "1000e5a30a34120029207e80ccfbf75fbbb58fad06634d2c", "000102030405060708090a0b0c0d0e0f"
        document = self.json("decode", advertisement, "--key", key)
        self.assertEqual((document["bms"]["voltage_v"], document["bms"]["consumed_ah"]), (26.99, -4.4))
        self.assertEqual(self.json("decode", "-", "--key", key, text_in=f"{advertisement}\n"), document)
        self.assertEqual(banktwin("decode", advertisement[:-1], "--key", key).returncode, 2)
        broken = banktwin("decode", "-", "--key", key, text_in=advertisement[:-1])
        self.assertEqual((broken.returncode, broken.stdout), (3, ""))
        self.assertTrue(broken.stderr.startswith("standard input: "), broken.stderr)

    def test_drain_solves_for_the_drain_and_for_the_state_of_charge(self):
        common = ["drain", "--capacity-ah", 200, "--soc-pct", 50, "--warning-pct", 15, "--floor-pct", 10]
        solved = self.json(*common, "--solve", "drain", "--days", 95.745742)["solved"]
        self.assertAlmostEqual(solved["drain_a"], 0.035, delta=2e-6)
        solved = self.json(*common, "--drain", "alarm=35mA:battery", "--solve", "soc", "--days", 95.745742)["solved"]
        self.assertAlmostEqual(solved["soc_pct"], 50, delta=0.001)
        impossible = self.json("drain", "--capacity-ah", 1, "--solve", "drain", "--days", 30000)["solved"]
        self.assertIsNone(impossible["drain_a"])

    def test_export_is_a_wide_table(self):
        self.write("s.yaml", SMALL)
        self.ok("run", "s.yaml", "-o", "r.sqlite")
        rows = list(csv.DictReader(io.StringIO(self.ok("export", "r.sqlite", "--every", "10min", "--csv"))))
        self.assertEqual(len(rows), 7)
        self.assertEqual(rows[0]["date"], "2026-01-01T00:00:00Z")
        self.assertAlmostEqual(float(rows[3]["day"]), 0.5 / 24)
        # 12 W at about 13.1 V, after LOAD has come on.
        self.assertAlmostEqual(float(rows[3]["lamp.device_current_a"]), -12 / 13.12, delta=0.01)
        self.assertAlmostEqual(float(rows[6]["soc_pct"]), 50 - (0.915 + 0.003) / 100 * 100, delta=0.05)

    def test_output_overwrites_only_its_own_kind(self):
        self.write("s.yaml", SMALL)
        self.write("notes.txt", "mine")
        result = banktwin("run", "s.yaml", "-o", "notes.txt", cwd=self.folder)
        self.assertEqual(result.returncode, 2)
        self.assertEqual((self.folder / "notes.txt").read_text(), "mine")
        with sqlite3.connect(self.folder / "other.sqlite") as database:
            database.execute("CREATE TABLE mine (x)")
        self.assertEqual(banktwin("run", "s.yaml", "-o", "other.sqlite", cwd=self.folder).returncode, 2)
        self.ok("run", "s.yaml", "-o", "r.sqlite")
        self.ok("run", "s.yaml", "-o", "r.sqlite")
        self.assertEqual(sorted(os.listdir(self.folder)), ["notes.txt", "other.sqlite", "r.sqlite", "s.yaml"])
        self.assertEqual(banktwin("run", "s.yaml", "-o", "no/such/folder.sqlite", cwd=self.folder).returncode, 2)

    def test_an_interrupted_run_leaves_nothing_behind(self):
        self.write("s.yaml", SMALL.replace("1 h", "36000 d"))
        process = subprocess.Popen([PROGRAM, "run", "s.yaml", "--driver", "fixed", "-o", "r.sqlite"], cwd=self.folder,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        while not any(name.startswith("r.sqlite.part") for name in os.listdir(self.folder)):
            self.assertIsNone(process.poll())
            time.sleep(0.01)
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 130, err)
        self.assertEqual(out, "")
        self.assertEqual(os.listdir(self.folder), ["s.yaml"])

    # R-COD-6
    def test_explain_tells_codes_in_both_languages_and_settings_by_any_name(self):
        self.assertIn("Charge the battery", self.ok("explain", "A-B07"))
        self.assertIn("Ladda batteriet", self.ok("explain", "A-B07", "--lang", "sv"))
        for term in ("bms.discharge_floor_pct", "discharge_floor_pct", "discharge_floor", "Discharge floor"):
            with self.subTest(term):
                text = self.ok("explain", term)
                self.assertIn("default: 10", text)
                self.assertIn("D-11", text)
        self.assertIn("did you mean discharge_floor", banktwin("explain", "discharge_flor").stderr)
        everything = self.ok("explain")
        for term in ("W-B05", "bank.wiring", "devices.draws_a", "battery_damaged", "soc_lowest_pct", "limits_broken"):
            self.assertIn(term, everything)

    def test_catalogue_lists_shows_and_checks(self):
        # R-BAT-1
        listed = self.ok("catalog", "list")
        for entry in ("lithium_ng_12v8_100ah", "lithium_ng_12v8_150ah", "lithium_ng_12v8_200ah", "lithium_ng_12v8_300ah",
                      "lithium_ng_25v6_100ah", "lithium_ng_25v6_200ah", "lithium_ng_25v6_300ah", "lithium_ng_51v2_100ah"):
            self.assertIn(entry, listed)
        self.assertIn("charge_pulse_a: 225", self.ok("catalog", "show", "lithium_ng_12v8_150ah"))
        self.write("mine.yaml", "batteries:\n  old: {like: lithium_ng_12v8_200ah, capacity_ah: 180}\n"
                                "devices:\n  fridge: {like: constant_power, draws: 45 W, on_for: 30 min, every: 90 min}\n")
        self.assertIn("valid", self.ok("catalog", "check", "mine.yaml"))
        self.write("s.yaml", SMALL.replace("lithium_ng_12v8_100ah", "old") +
                   "  cooler: {model: fridge, connected_to: load}\ncatalog: [mine.yaml]\n")
        resolved = self.ok("validate", "s.yaml", "--resolved")
        self.assertIn("capacity_ah: 180", resolved)
        self.assertIn("every_s: 5400", resolved)
        self.write("wrong.yaml", "batteries:\n  old: {like: lithium_ng_12v8_200ah, capacity_ah: -1}\n")
        result = banktwin("catalog", "check", "wrong.yaml", cwd=self.folder)
        self.assertEqual(result.returncode, 3)
        self.assertTrue(result.stderr.startswith("wrong.yaml:2:"), result.stderr)

    def test_the_users_own_catalogue_folder_is_read(self):
        folder = self.folder / "config/banktwin/catalog"
        folder.mkdir(parents=True)
        (folder / "mine.yaml").write_text("batteries:\n  old: {like: lithium_ng_12v8_200ah, capacity_ah: 180}\n")
        environment = {"XDG_CONFIG_HOME": str(self.folder / "config")}
        self.assertIn("old ", self.ok("catalog", "list", env=environment))
        self.assertEqual(self.json("drain", "--battery", "old", env=environment)["capacity_ah"], 180)

    def test_help_teaches_and_version_tells_the_core(self):
        text = self.ok("--help")
        for word in ("run", "validate", "new", "drain", "export", "explain", "schema", "catalog", "Exit codes"):
            self.assertIn(word, text)
        for command in ("run", "validate", "new", "drain", "export", "explain", "schema", "catalog"):
            self.assertIn("xample" if command != "schema" else "editor", self.ok(command, "--help"))
        self.assertRegex(self.ok("--version"), r"core_source_hash [0-9a-f]{64}")

    def test_standard_input_is_a_scenario(self):
        result = banktwin("run", "-", "--json", text_in=SMALL)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(json.loads(result.stdout)["name"], "A small bank for an hour")

    # R-OUT-7, R-BAT-9
    def test_findings_name_what_is_wrong(self):
        self.write("s.yaml", SMALL + "  alarm: {model: constant_current, draws: 35 mA, connected_to: battery}\n"
                   "  charger: {model: cc_cv_charger, charges: 10 A, switched_by: nothing}\n"
                   "bms: {discharge_floor_pct: 0}\n")
        findings = self.json("run", "s.yaml")["findings"]
        self.assertEqual([(row["finding"], row["device"]) for row in findings],
                         [("uncontrolled_charger", "charger"), ("floor_off", None), ("uncontrolled_load", "alarm")])
        self.assertEqual(findings[0]["severity"], "mistake")


if __name__ == "__main__":
    unittest.main()
