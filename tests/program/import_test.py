"""Genuine files of weather, where they are: what they are taken for, and the figures told of them.

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

    def test_what_is_no_weather_is_one_error(self):
        for name in ("pvgis_horizon.csv", "vrm_log_export_sample.csv"):
            answer = harness.banktwin("import", DATA / "formats" / name)
            self.assertEqual(answer.returncode, 3)
            self.assertEqual(answer.stderr.count("\n"), 1)
            self.assertIn("is no weather that banktwin knows", answer.stderr)


if __name__ == "__main__":
    unittest.main()
