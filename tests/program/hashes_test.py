"""Bitwise the same everywhere: other compiler, processor features masked off, run again."""
import json
import os
import unittest

from harness import PROGRAM, SCENARIOS, SMALL, ProgramTest, banktwin, year_cut_to

# What an older processor lacks; nothing in a result may depend on it.
MASKED = {"GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX512F,-AVX512VL,-AVX512BW,-AVX512DQ,-AVX512CD,-AVX2,-FMA,-FMA4,-AVX"}


# The reference driver executes every tick: a part of each scenario is enough for it.
WAYS = {"leap": [], "fixed": ["--driver", "fixed", "--set", "duration=6h"]}
ISAS = ("baseline", "avx2", "avx512")


def hashes(path, *args, program=PROGRAM, env=None):
    result = banktwin("run", path, "--json", *year_cut_to("20d", path), *args, program=program, env=env)
    provenance = json.loads(result.stdout)["provenance"]
    return {key: provenance[key] for key in ("events_hash", "result_hash", "scenario_hash", "core_hash")}


class SameEverywhere(ProgramTest):
    def test_clang_and_masked_processor_features_give_the_same_hashes(self):
        for path in SCENARIOS:
            for driver, args in WAYS.items():
                with self.subTest(path.name, driver=driver):
                    expected = hashes(path, *args)
                    self.assertEqual(hashes(path, *args, env=MASKED), expected, "AVX2, AVX-512 and FMA masked off")
                    self.assertEqual(hashes(path, *args, program=os.environ["BANKTWIN_CLANG"]), expected, "clang")

    def test_every_instruction_set_gives_the_same_hashes(self):
        used = [isa for isa in ISAS
                if f"cells with {isa}\n" in self.ok("--version", env={"BANKTWIN_ISA": isa})]
        self.assertIn("baseline", used)
        for path in SCENARIOS:
            for driver, args in WAYS.items():
                expected = hashes(path, *args, env={"BANKTWIN_ISA": "baseline"})
                for isa in used:
                    with self.subTest(path.name, isa=isa, driver=driver):
                        self.assertEqual(hashes(path, *args, env={"BANKTWIN_ISA": isa}), expected)

    def test_the_hashes_tell_results_apart(self):
        path = self.write("s.yaml", SMALL)
        other = self.write("t.yaml", SMALL.replace("soc_pct: 50", "soc_pct: 50.001"))
        self.assertNotEqual(hashes(path)["result_hash"], hashes(other)["result_hash"])
        self.assertEqual(hashes(path)["events_hash"], hashes(other)["events_hash"])


if __name__ == "__main__":
    unittest.main()
