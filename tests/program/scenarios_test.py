"""Every shipped scenario: meets its expectations, and what it prints and stores is what the schemas promise."""
import functools
import json
import sqlite3
import unittest

import jsonschema
import yaml
from harness import ROOT, SCENARIOS, SMALL, ProgramTest, banktwin


@functools.cache
def run_of(scenario):
    return json.loads(banktwin("run", scenario, "--json").stdout)


class Shipped(ProgramTest):
    # R-SYS-7, R-SYS-11
    def test_every_scenario_meets_its_expectations_and_its_schema(self):
        schema = json.loads(self.ok("schema", "run"))
        for scenario in SCENARIOS:
            with self.subTest(scenario.name):
                result = self.folder / "r.sqlite"
                document = self.json("run", scenario, "-o", result)
                jsonschema.validate(document, schema)
                self.assertEqual(document["schema"], "banktwin.run/1")
                self.assertTrue(document["expectations"])
                self.assertEqual({row["outcome"] for row in document["expectations"]}, {"met"})
                self.assertLess(document["metrics"]["charge_residual"], 1e-6)
                self.assertLess(document["metrics"]["energy_residual"], 1e-6)
                self.check_ledger(document)
                self.check_store(result, document)

    # All that hangs on the bus together is what went in and out of the bank.
    def check_ledger(self, document):
        metrics = document["metrics"]
        devices_ah = sum(row["charge_ah"] or 0 for row in document["ledger"] if row["kind"] not in ("bank", "far"))
        moved_ah = metrics["charged_ah"] + metrics["discharged_ah"]
        self.assertAlmostEqual(devices_ah, metrics["charged_ah"] - metrics["discharged_ah"], delta=1e-6 * moved_ah)

    def check_store(self, path, document):
        with sqlite3.connect(path) as database:
            row = database.execute("SELECT status, verdict, damage_day, events_hash FROM runs").fetchone()
            self.assertEqual(row[0], "ok")
            self.assertEqual(row[1], document["verdict"])
            damage = document["milestones"]["damage"]
            self.assertEqual(row[2], damage and damage["day"])
            self.assertEqual(row[3], document["provenance"]["events_hash"])
            events = database.execute("SELECT event, day, date FROM v_events").fetchall()
            self.assertEqual([event["event"] for event in document["events"]], [row[0] for row in events])
            self.assertEqual([event["date"] for event in document["events"]], [row[2] for row in events])
            wide = database.execute("SELECT soc_end_pct, horizon_day FROM v_metrics_wide").fetchone()
            self.assertEqual(wide, (document["metrics"]["soc_end_pct"], document["horizon_day"]))
            rows = database.execute("SELECT count(*), min(day), max(day) FROM v_samples").fetchone()
            self.assertLessEqual(rows[0], 5_500 + 150_000 * document["horizon_day"] / 365)
            self.assertEqual(rows[1], 0)
            self.assertAlmostEqual(rows[2], document["horizon_day"])

    # Some of them are there to show mistakes; what no scenario can have is refused when it is read.
    def test_every_finding_fires_in_some_scenario(self):
        known = {row["term"] for row in self.json("explain")["entries"] if row["kind"] == "finding"}
        fired = {row["finding"] for scenario in SCENARIOS for row in run_of(scenario)["findings"]}
        self.assertEqual(known - fired, {"refused_product"})

    def test_every_event_happens_in_some_scenario(self):
        known = {row["term"] for row in self.json("explain")["entries"] if row["kind"] == "event"}
        happened = {event["event"] for scenario in SCENARIOS for event in run_of(scenario)["events"]}
        self.assertEqual(known - happened, set())

    # R-SYS-4, R-OUT-6: what wires do wrong is told before anything has run.
    def test_wiring_tells_mistakes_before_a_run(self):
        document = self.json("wiring", ROOT / "configs/scenarios/mistake_wires.yaml")
        findings = {row["finding"]: row["device"] for row in document["findings"]}
        self.assertEqual(findings["wrong_cable"], "solar")  # the last of two
        self.assertEqual(findings["uncontrolled_charger"], "mains")
        self.assertEqual(findings["inductive_on_charger"], "fan")
        self.assertIn("alarm", [row["device"] for row in document["findings"] if row["finding"] == "uncontrolled_load"])
        solar = next(row for row in document["devices"] if row["device"] == "solar")
        self.assertEqual(solar["hears"], "always")
        self.assertEqual(solar["right_through"], "ve_direct_non_inverting")

    # What happened, why, and what the word means: of every event, whatever its scenario does.
    def test_no_event_is_without_a_cause_and_every_cause_is_explained(self):
        words = set()
        for scenario in [*SCENARIOS, *(ROOT / "tests/replay").glob("*.yaml")]:
            with self.subTest(scenario.name):
                events = run_of(scenario)["events"]
                self.assertTrue(events)
                for event in events:
                    self.assertTrue(event["cause"], event)
                    words.update(event["cause"].split("+"))
        self.assertGreater(len(words), 30)
        for word in sorted(words):
            for language in ("en", "sv"):
                with self.subTest(word, language=language):
                    kinds = {row["kind"] for row in self.json("explain", word, "--lang", language)["entries"]}
                    self.assertTrue(kinds & {"cause", "limit", "outcome", "setting"}, kinds)

    # The difference between what the BMS reports and what is true has no unexplained part.
    def test_the_parts_of_the_difference_sum_up(self):
        document = self.json("run", ROOT / "configs/scenarios/weekend_cabin.yaml")
        for row in document["soc_comparison"]:
            parts = sum(row[key] for key in ("start_pct", "self_discharge_pct", "current_reading_pct",
                                             "charge_efficiency_pct", "synchronisation_pct", "exchange_pct",
                                             "capacity_pct", "silence_pct"))
            self.assertAlmostEqual(row["reported_soc_pct"] - row["true_soc_pct"], parts, places=6)

    # D-14: 38 mA read as 40 mA, and the report says so.
    def test_the_campervan_report_tells_that_small_currents_are_misread(self):
        text = self.ok("run", ROOT / "configs/scenarios/campervan_alarm_on_battery.yaml")
        self.assertIn("a mean of 38 mA reads as 40 mA", " ".join(text.split()))
        first = text.splitlines()
        self.assertTrue(first[2].startswith("DAMAGED: "), first[2])
        self.assertIn("day    95.7", text)
        self.assertLess(text.index("Expectations"), text.index("Assumptions"))
        self.assertLess(text.index("Assumptions"), text.index("Provenance"))

    def test_every_scenario_and_template_follows_the_schema_for_editors(self):
        schema = json.loads((ROOT / "configs/schema/scenario.schema.json").read_text())
        jsonschema.Draft7Validator.check_schema(schema)
        for path in [*SCENARIOS, *(ROOT / "configs/templates").glob("*.yaml")]:
            with self.subTest(path.name):
                # A file that extends another is only whole together with it.
                document = yaml.load(path.read_text(), Loader=StringDates)
                schema_of_file = dict(schema)
                if "extends" in document:
                    schema_of_file = without_required(schema)
                jsonschema.validate(document, schema_of_file)

    def test_every_catalogue_file_follows_its_schema(self):
        schema = json.loads((ROOT / "configs/schema/catalog.schema.json").read_text())
        jsonschema.Draft7Validator.check_schema(schema)
        for path in (ROOT / "configs/catalog").glob("*.yaml"):
            with self.subTest(path.name):
                jsonschema.validate(keys_as_text(yaml.safe_load(path.read_text())), schema)

    def test_the_schema_objects_to_what_the_loader_objects_to(self):
        schema = json.loads((ROOT / "configs/schema/scenario.schema.json").read_text())
        for wrong in (SMALL + "bakn: {}\n", SMALL.replace("soc_pct: 50", "soc_pct: 150"),
                      SMALL.replace("duration: 1 h", "duration: 1 mA"),
                      SMALL.replace("12 W", "12")):
            with self.subTest(wrong), self.assertRaises(jsonschema.ValidationError):
                jsonschema.validate(yaml.load(wrong, Loader=StringDates), schema)

    def test_the_schema_files_are_what_the_program_prints(self):
        for word in ("scenario", "catalog", "sweep"):
            stored = (ROOT / f"configs/schema/{word}.schema.json").read_text()
            self.assertEqual(stored, self.ok("schema", word), f"run ./dev schema ({word})")


class Templates(ProgramTest):
    def test_a_new_scenario_runs_from_an_empty_folder_and_gives_a_dated_answer(self):
        for kind in ("campervan", "cabin", "boat"):
            with self.subTest(kind):
                self.write("a.yaml", self.ok("new", kind))
                self.ok("validate", "a.yaml")
                text = self.ok("run", "a.yaml")
                self.assertRegex(text, r"day +\d|not within")
                if kind == "campervan":
                    self.assertRegex(text, r"damage +day +\d+\.\d\d  \(\d{4}-\d\d-\d\d \d\d:\d\d\)")


class Documents(ProgramTest):
    def test_every_json_answer_follows_its_schema(self):
        self.write("s.yaml", SMALL)
        self.ok("run", "s.yaml", "-o", "r.sqlite")
        answers = {
            "run": ["run", "s.yaml"],
            "drain": ["drain", "--capacity-ah", "200", "--drain", "x=35mA:battery"],
            "validate": ["validate", "s.yaml", "--resolved"],
            "explain": ["explain", "A-B07"],
            "catalog-list": ["catalog", "list"],
            "export": ["export", "r.sqlite", "--every", "10min"],
        }
        for word, args in answers.items():
            with self.subTest(word):
                schema = json.loads(self.ok("schema", word))
                jsonschema.Draft7Validator.check_schema(schema)
                document = self.json(*args)
                jsonschema.validate(document, schema)
                self.assertEqual(document["schema"], schema["title"])

    def test_json_is_alone_on_standard_output(self):
        self.write("s.yaml", SMALL + "expect: [load_off.count == 7]\n")
        result = banktwin("run", "s.yaml", "--json", cwd=self.folder)
        self.assertEqual(result.returncode, 10)
        json.loads(result.stdout)

    def test_the_resolved_scenario_runs_alone_and_gives_the_same_result(self):
        self.write("s.yaml", SMALL)
        first = self.json("run", "s.yaml", "--set", "bank.soc_pct=60")
        self.write("full.yaml", self.ok("validate", "s.yaml", "--set", "bank.soc_pct=60", "--resolved"))
        again = self.json("run", "full.yaml")
        for key in ("scenario_hash", "events_hash", "result_hash"):
            self.assertEqual(first["provenance"][key], again["provenance"][key], key)
        self.assertIn("# --set", (self.folder / "full.yaml").read_text())
        self.assertIn("# default", (self.folder / "full.yaml").read_text())
        self.assertIn("# s.yaml:", (self.folder / "full.yaml").read_text())


class Expectations(ProgramTest):
    def outcome(self, line):
        self.write("s.yaml", SMALL + f"expect: ['{line}']\n")
        result = banktwin("run", "s.yaml", "--json", cwd=self.folder)
        return result.returncode, json.loads(result.stdout)["expectations"][0]["outcome"]

    def test_a_failing_one_exits_with_10_and_an_undecided_one_too(self):
        self.assertEqual(self.outcome("load_on.count == 1"), (0, "met"))
        self.assertEqual(self.outcome("load_on.count == 2"), (10, "failed"))
        self.assertEqual(self.outcome("damage.day > 90"), (10, "undecided"))


class StringDates(yaml.SafeLoader):
    """As an editor sees the file: dates and times stay text."""


StringDates.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()}


def keys_as_text(value):
    """JSON keys are text; YAML's points have numbers for keys."""
    if isinstance(value, dict):
        return {str(key): keys_as_text(below) for key, below in value.items()}
    return [keys_as_text(item) for item in value] if isinstance(value, list) else value


def without_required(value):
    if isinstance(value, dict):
        return {key: without_required(below) for key, below in value.items() if key != "required"}
    return [without_required(item) for item in value] if isinstance(value, list) else value


if __name__ == "__main__":
    unittest.main()
