"""A winter with the lock-out at 5 °C against a loop worked out by hand, on genuine weather.

200 Wp flat, 200 Ah of 12.8 V, 10 W of load, cells that follow the air with a time constant of 12 h; made as simple as
the loop: no losses, no resistance, a bank that counts energy, self-discharge as a load that the BMS sees.

By the hour the loop is the one whose table people have. Its cells take in the whole air of an hour before the sun of
that hour shines, so they are half an hour ahead of the sky, and its steps make 12 h of lag 11.5 h. With air that is
half an hour ahead and with that lag, the program is held against the table itself; with the air as it was, against the
same loop by the minute. That half hour is 5 % of the hours off: it lies in the mornings, when the sun comes."""
import csv
import json
import math
import unittest

import harness
from import_test import DATA

SIMPLE = """\
name: A winter with the lock-out
start: 2026-11-01
until: 2027-03-01
weather: {{file: {weather}}}
bank:
  battery:
    like: lithium_ng_12v8_{capacity_ah}ah
    internal_resistance: 0.01 mOhm
    self_discharge_pct_per_30d: 0
    self_discharge_doubles_every_k: 0
    electronics_draws: 0 mA
    balancer_bleeds: 0 A
    temperature_resolution: 0.1 degC
    heat_capacity_j_per_k: 4320
    heat_transfer_w_per_k: {loses_w_per_k}
    cell:
      name: Nearly one voltage
      ocv_discharge_v: {{0: 3.18, 100: 3.22}}
      ocv_charge_v: null
      relaxing_v: null
      entropic_v_per_k: 0
      resistance_factor: 1
      coulombic_efficiency_pct: 100
  soc_pct: 100
  current_resolution: 1 mA
  ageing: false
bms:
  draws_on: 0 mA
  draws_low_cell: 0 mA
  draws_remote_off: 0 mA
  low_soc_warning_pct: 20
  discharge_floor_pct: 10
  discharge_floor_return_pct: 5
  charge_coldest: {coldest}
  charge_coldest_clear: {clear}
  temperature_on_s: 0
  temperature_off_s: 0
  charge_efficiency_pct: 100
devices:
  leak: {{model: constant_power, draws: {leak_mw} mW, connected_to: battery}}
  load: {{model: constant_power, draws: {load_w} W, connected_to: load}}
  sun: {{model: solar_charger, panel: {panel_w} W, panel_efficiency: 80 %, panel_temperature_pct_per_k: 0,
        charges: 100 A, self_consumption: 0 mA, absorption_v: 12.88, float_v: 12.88, output_resistance: 0.1 mOhm}}
"""


def rows_of_the_year(hours_ahead=0):
    """The rows of the genuine weather, with the air of so much later."""
    with (DATA / "weather/pvgis_tmy_45N_8E.csv").open() as file:
        rows = list(csv.DictReader(file))
    after = rows[1:] + rows[:1]
    mean = [(1 - hours_ahead) * float(row["T2m"]) + hours_ahead * float(then["T2m"]) for row, then in zip(rows, after)]
    return [{**row, "T2m": f"{degc:.3f}"} for row, degc in zip(rows, mean)]


def hours_of_winter(rows):
    """(temperature, sun on the horizontal) of the hours of November, December, January and February."""
    return [(float(row["T2m"]), float(row["G(h)"])) for month in ("11", "12", "01", "02") for row in rows
            if row["time(UTC)"][4:6] == month]


def loop(parts, capacity_ah=200, load_w=10, panel_w=200, locks=True, lag_h=12, hours_ahead=0):
    """Explicit steps, `parts` an hour. Of more than one part, the air's temperature runs straight between the middles
    of hours; of one, it is the hour's."""
    hours = hours_of_winter(rows_of_the_year(hours_ahead))
    full = 12.8 * capacity_ah
    charge, degc, is_off = full, hours[0][0], False
    out = dict(off_h=0, charger_off_h=0, sun_wh=0, refused_wh=0, unused_wh=0, there_wh=0, unmet_wh=0, events=0,
               warning=None, load_off=None, lowest=100)
    for step in range(len(hours) * parts):
        hour, day = step // parts, step / parts / 24
        before = hour - 1 if parts > 1 and step % parts < parts / 2 else hour
        share = ((step % parts + 0.5) / parts + 0.5) % 1 if parts > 1 else 0
        first, second = hours[max(before, 0)][0], hours[min(before + 1, len(hours) - 1)][0]
        degc += (first + share * (second - first) - degc) / lag_h / parts
        is_locked = locks and degc < 5
        there_w = panel_w * hours[hour][1] / 1000 * 0.8
        sun_w = 0 if is_locked else there_w
        out["there_wh"] += there_w / parts
        out["refused_wh"] += (there_w - sun_w) / parts
        charge += (sun_w - (0 if is_off else load_w) - 0.02 * full / 720) / parts
        out["off_h"] += is_off / parts
        out["unmet_wh"] += is_off * load_w / parts
        out["charger_off_h"] += is_locked / parts
        out["unused_wh"] += max(charge - full, 0)
        out["sun_wh"] += sun_w / parts - max(charge - full, 0)
        charge = min(charge, full)
        soc_pct = 100 * charge / full
        out["lowest"] = min(out["lowest"], soc_pct)
        if soc_pct <= 20 and out["warning"] is None:
            out["warning"] = day
        if soc_pct <= 10 and not is_off:
            is_off = True
            out["events"] += 1
            out["load_off"] = out["load_off"] or day
        if is_off and soc_pct >= 15:
            is_off = False
    return {**out, "end": soc_pct}


# The table by the hour, in which 3 % of energies and 0.2 d are tolerated: what of the system is another; hours that
# CHARGER is off, Wh refused for the cold and for a full bank, days of the warning and of loads off, how often, hours,
# Wh unmet, lowest state of charge in percent.
COLUMNS = ("charger_off_h", "refused_wh", "unused_wh", "warning", "load_off", "events", "off_h", "unmet_wh", "lowest")
TABLE = [
    (dict(), (1225, 15715, 2494, 21.3, 22.3, 12, 1167, 11670, 9.1)),
    (dict(locks=False), (0, 0, 6539, None, None, 0, 0, 0, 20.8)),
    (dict(capacity_ah=300), (1225, 15715, 2286, 30.5, 33.9, 6, 1058, 10580, 9.6)),
    (dict(capacity_ah=300, locks=False), (0, 0, 6437, None, None, 0, 0, 0, 46.0)),
    (dict(load_w=6), (1225, 15715, 6762, 43.2, 45.0, 4, 741, 4446, 9.6)),
    (dict(load_w=6, locks=False), (0, 0, 18031, None, None, 0, 0, 0, 82.6)),
    (dict(load_w=8, panel_w=300), (1225, 23573, 12417, 24.1, 43.2, 6, 746, 5968, 9.4)),
    (dict(load_w=8, panel_w=300, locks=False), (0, 0, 30022, None, None, 0, 0, 0, 79.5)),
]
HALF_AN_HOUR = dict(hours_ahead=0.5, lag_h=-1 / math.log(1 - 1 / 12))


@unittest.skipIf(DATA is None, "the genuine weather is not here (shared/data, or BANKTWIN_DATA)")
class WinterLockout(harness.ProgramTest):
    def run_winter(self, capacity_ah=200, load_w=10, panel_w=200, locks=True, lag_h=12, hours_ahead=0):
        rows = rows_of_the_year(hours_ahead)
        weather = self.folder / "weather.csv"
        with weather.open("w", newline="") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(rows)
        text = SIMPLE.format(weather=weather, capacity_ah=capacity_ah, load_w=load_w, panel_w=panel_w,
                             loses_w_per_k=4320 / 3600 / lag_h, leak_mw=0.02 * 12800 * capacity_ah / 720,
                             coldest="5 degC" if locks else "-20 degC", clear="5.1 degC" if locks else "-19 degC")
        document = self.json("run", self.write("winter.yaml", text))
        metrics, milestones = document["metrics"], document["milestones"]
        days = {key: milestones[key] and milestones[key]["day"] for key in ("warning", "load_off")}
        sun_wh = next(row["energy_wh"] for row in document["ledger"] if row["item"] == "sun")
        found = dict(off_h=metrics["load_off_h"], charger_off_h=metrics["charger_off_h"], sun_wh=sun_wh,
                     refused_wh=metrics["charge_refused_wh"], unused_wh=metrics["charge_unused_wh"],
                     unmet_wh=metrics["load_unmet_wh"], lowest=metrics["soc_lowest_pct"], end=metrics["soc_end_pct"],
                     events=sum(event["event"] == "load_off" for event in document["events"]), **days)
        # All that the sun has to give is used, refused or not wanted; what LOAD is off for is what the load misses, and
        # the second until the first frame.
        there_wh = panel_w / 200 * 35474
        self.assertAlmostEqual(sun_wh + found["refused_wh"] + found["unused_wh"], there_wh, delta=1e-4 * there_wh)
        self.assertAlmostEqual(found["unmet_wh"], load_w * found["off_h"], delta=0.01)
        return found

    def hold_against(self, expected, found, days=("warning", "load_off"), events=1):
        for key in ("off_h", "charger_off_h", "sun_wh", "refused_wh", "unused_wh", "unmet_wh"):
            if key in expected:
                self.assertAlmostEqual(found[key], expected[key], delta=max(0.03 * expected[key], 0.01), msg=key)
        for key in days:
            if expected[key] is None:
                self.assertIsNone(found[key], key)
            else:
                self.assertAlmostEqual(found[key], expected[key], delta=0.2, msg=key)
        self.assertAlmostEqual(found["events"], expected["events"], delta=events)
        self.assertAlmostEqual(found["lowest"], expected["lowest"], delta=0.5)

    def test_the_loop_by_the_hour_is_the_one_of_the_table(self):
        for what, table in TABLE:
            with self.subTest(what):
                row = loop(1, **what)
                for key, value in zip(COLUMNS, table):
                    if value is None:
                        self.assertIsNone(row[key], key)
                    else:
                        self.assertAlmostEqual(row[key], value, delta=1 if value > 100 else 0.051, msg=key)
        self.assertAlmostEqual(loop(1)["there_wh"], 35474, delta=1)
        self.assertAlmostEqual(loop(1)["end"], 97.2, delta=0.05)

    # The table changes by the hour only. Whether a load comes back for an afternoon hangs on minutes; and half a
    # morning at 4.9 °C is 1 % of charge, which lasts the lighter loads five hours: their days are held against the
    # minutes.
    def test_with_air_half_an_hour_ahead_the_table_comes_out(self):
        for what, table in TABLE:
            with self.subTest(what):
                found = self.run_winter(**what, **HALF_AN_HOUR)
                is_light = what.get("load_w", 10) < 10 and what.get("locks", True)
                self.hold_against(dict(zip(COLUMNS, table)), found, () if is_light else ("warning", "load_off"), 2)
                if what in ({}, {"locks": False}):
                    self.assertAlmostEqual(found["end"], 97.2, delta=0.05)

    def test_with_the_lock_out_the_sun_comes_too_cold_and_the_loads_go_off(self):
        for what, _ in TABLE:
            if what.get("locks", True):
                with self.subTest(what):
                    self.hold_against(loop(60, **what), self.run_winter(**what))

    def test_without_the_lock_out_they_never_go_off(self):
        for what, table in TABLE:
            if not what.get("locks", True):
                with self.subTest(what):
                    self.hold_against(dict(zip(COLUMNS, table)), self.run_winter(**what), events=0)


class ShippedWinter(harness.ProgramTest):
    def test_without_the_lock_out_its_bank_never_comes_below_eighty_percent(self):
        text = harness.banktwin("run", harness.ROOT / "configs/scenarios/winter_lockout.yaml", "--json",
                                "--set", "bms.charge_coldest=-20 degC",
                                "--set", "bms.charge_coldest_clear=-19 degC").stdout
        metrics = json.loads(text)["metrics"]
        self.assertGreater(metrics["soc_lowest_pct"], 80)
        self.assertEqual((metrics["load_off_h"], metrics["charger_off_h"]), (0, 0))


if __name__ == "__main__":
    unittest.main()
