"""Genuine files of weather and of measurements, where they are: what they are taken for, and the figures told of them.

They are other people's and not shipped; expected values are those of their README and of the files themselves."""
import csv
import os
import pathlib
import unittest

import harness


def data_folder():
    said = os.environ.get("BANKTWIN_DATA")
    folders = [pathlib.Path(said)] if said else [above / "shared/data" for above in harness.ROOT.parents]
    return next((folder for folder in folders if (folder / "weather").is_dir()), None)


DATA = data_folder()
YEARS = ("pvgis_tmy_45N_8E.csv", "pvgis_tmy_45.000_8.000_2005_2023.epw")


@unittest.skipIf(DATA is None, "the genuine files are not here (shared/data, or BANKTWIN_DATA)")
class Import(harness.ProgramTest):
    def test_a_typical_year_of_pvgis_and_its_epw_are_the_same_weather(self):
        documents = [self.json("import", DATA / "weather" / name) for name in YEARS]
        self.assertEqual([d["format"] for d in documents], ["pvgis_tmy_csv", "epw"])
        for document in documents:
            self.assertTrue(document["is_typical_year"])
            self.assertEqual(document["hours"], 8760)
            self.assertEqual(document["coldest_degc"], -2.34)
            self.assertEqual(document["warmest_degc"], 34.33)
            self.assertAlmostEqual(document["mean_degc"], 13.56, delta=0.005)
            self.assertEqual(document["hours_below_5_degc"], 1460)
            self.assertAlmostEqual(document["sun_kwh_per_m2"], 1435.9, delta=0.05)
        self.assertIsNone(documents[0]["latitude_deg"])
        self.assertEqual((documents[1]["latitude_deg"], documents[1]["longitude_deg"]), (45, 8))
        written = []
        for name in YEARS:
            out = self.folder / (name + ".csv")
            self.ok("import", DATA / "weather" / name, "-o", out)
            written.append([row for row in csv.reader(out.read_text().splitlines()) if not row[0].startswith("#")])
            again = self.json("import", out)
            self.assertEqual(again["format"], "banktwin_csv")
            self.assertEqual(again["hours_below_5_degc"], 1460)
        # Temperature and sun are the same in every row.
        for one, other in zip(*written, strict=True):
            self.assertEqual(one[1:3], other[1:3])

    def test_an_hourly_series_is_that_of_its_plane(self):
        formats = DATA / "formats"
        document = self.json("import", formats / "pvgis_hourly_45.000_8.000_SA_30deg_0deg_2016.csv")
        self.assertEqual((document["format"], document["hours"]), ("pvgis_hourly_csv", 14))
        self.assertEqual((document["latitude_deg"], document["slope_deg"], document["azimuth_from_south_deg"]),
                         (45, 30, 0))
        self.assertEqual(document["first_hour"], "2016-01-01 00:00")
        # 26.71 + 8.28 + 0.21, and so on
        self.assertAlmostEqual(document["sun_kwh_per_m2"], 0.06823, delta=1e-9)
        document = self.json("import", formats / "pvgis_hourly_45.000_8.000_SA2_10kWp.json")
        self.assertEqual((document["format"], document["hours"]), ("pvgis_hourly_json", 10))
        self.assertIsNone(document["slope_deg"])

    def test_a_horizon_is_told_by_name(self):
        answer = harness.banktwin("import", DATA / "formats" / "pvgis_horizon.csv")
        self.assertEqual(answer.returncode, 3)
        self.assertEqual(answer.stderr.count("\n"), 1)
        self.assertIn("pvgis_horizon.csv:1:1: is a horizon by PVGIS", answer.stderr)

    def test_a_log_of_vrm_tells_its_load_and_makes_a_profile_of_it(self):
        out = self.folder / "load.csv"
        log = DATA / "formats" / "vrm_log_export_sample.csv"
        document = self.json("import", log, "-o", out)
        self.assertEqual((document["format"], document["clock"]), ("vrm_log", "Europe/Tallinn (+03:00)"))
        self.assertEqual((document["rows"], document["step_s"]), (2, 3600))
        # 500 + 480 + 510 and 520 + 500 + 530 W
        self.assertEqual([p["power"] for p in document["powers"]], ["load"])
        self.assertEqual(document["powers"][0]["mean_w"], (1490 + 1550) / 2)
        self.assertEqual(document["battery"]["soc_lowest_pct"], 80.2)
        self.assertEqual(document["battery"]["soc_lowest_date"], "2026-01-01 13:00")
        self.assertEqual([c["use"] for c in document["columns"] if c["device"] == "PV Inverter [20]"],
                         ["energy"] * 3)
        rows = [line for line in out.read_text().splitlines() if not line.startswith("#")]
        self.assertEqual(rows, ["time,power_w", "2026-01-01 12:00,1490", "2026-01-01 13:00,1550", "2026-01-01 14:00,0"])
        answer = harness.banktwin("run", self.write("s.yaml", "duration: 1 h\nweather: {file: " + str(log) + "}\n"
                                                    "bank: {battery: lithium_ng_12v8_100ah}\n"))
        self.assertEqual(answer.returncode, 4)
        self.assertIn("vrm_log_export_sample.csv:1:1: weather.file: is no weather but what was measured", answer.stderr)


class Measured(harness.ProgramTest):
    """Own files, of the shape of the genuine ones."""

    def test_a_scenario_draws_what_the_history_and_the_log_say(self):
        self.write("history.csv", "Days ago,Date,Yield(Wh),Consumption(Wh)\n1,1/11/26,240,0\n2,1/10/26,480,0\n")
        self.ok("import", "history.csv", "-o", "sun.csv")
        rows = ["2026-01-10 00:00:00,80,100", "2026-01-10 12:00:00,70,20", "2026-01-11 00:00:00,60,20",
                "2026-01-11 12:00:00,60,20"]
        self.write("log.csv", ",Battery Monitor [1],System overview [0]\nUTC (+00:00),State of charge,AC Consumption L1\n"
                              ",%,W\n" + "\n".join(rows) + "\n")
        self.ok("import", "log.csv", "-o", "load.csv")
        self.write("s.yaml", "start: 2026-01-10\nduration: 2 d\n"
                             "bank: {battery: lithium_ng_12v8_300ah, soc_pct: 80}\n"
                             "devices:\n  sun: {model: profile_charger, profile: sun.csv, charges: 15 A}\n"
                             "  house: {model: profile_load, profile: load.csv, connected_to: load}\n")
        ledger = {row["item"]: row["energy_wh"] for row in self.json("run", "s.yaml")["ledger"]}
        self.assertAlmostEqual(ledger["sun"], 480 + 240, delta=1)
        self.assertAlmostEqual(ledger["house"], -(100 * 12 + 20 * 36), delta=2)

    def test_what_cannot_be_made_is_told_before_anything_is_written(self):
        self.write("log.csv", ",System overview [0],System overview [0]\nUTC,AC Consumption L1,Battery Power\n,W,W\n"
                              "2026-01-10 00:00:00,1,2\n2026-01-10 01:00:00,1,2\n")
        for args, code, says in ((["-o", "x.csv"], 2, "say with --what which of its powers"),
                                 (["-o", "x.csv", "--what", "solar"], 2, "has load, charge, discharge"),
                                 (["--what", "load"], 2, "is for the profile that -o writes"),
                                 (["-o", "x.csv", "--what", "load", "--utc-offset", "2"], 2, "an offset like +01:00"),
                                 (["--latitude-deg", "59"], 2, "is for a history of days")):
            answer = harness.banktwin("import", "log.csv", *args, cwd=self.folder)
            self.assertEqual((answer.returncode, answer.stdout), (code, ""), answer.stderr)
            self.assertIn(says, answer.stderr)
        self.write("x.csv", "mine\n")
        answer = harness.banktwin("import", "log.csv", "-o", "x.csv", "--what", "load", cwd=self.folder)
        self.assertNotEqual(answer.returncode, 0)
        self.assertEqual((self.folder / "x.csv").read_text(), "mine\n")


if __name__ == "__main__":
    unittest.main()
