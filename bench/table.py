#!/usr/bin/env python3
"""table.py results.json: medians as a table, with the least and the most where a benchmark has them; instructions
as the least / the median / the most of a few calls."""
import collections
import json
import sys

results = json.load(open(sys.argv[1]))
failed = False
found = collections.defaultdict(dict)
for row in results["benchmarks"]:
    if row.get("error_occurred"):
        print(f"{row['name']:<28}  FAILED: {row['error_message']}")
        failed = True
        continue
    name = row["run_name"].replace("/real_time", "")
    if row.get("label"):
        name = f"{name.split('/')[0]}/{row['label']}"
    found[name][row.get("aggregate_name")] = row
print(f"{'benchmark':<28}{'time':>12}{'min … max':>20}   {'instructions':>21}   {'rate':>14}")
for name, rows in sorted(found.items()):
    row = rows["median"]
    ends = f"{rows['min']['real_time']:.3g} … {rows['max']['real_time']:.3g}" if "min" in rows else ""
    instructions = " / ".join(f"{row[key]:.0f}" for key in ("instructions_min", "instructions", "instructions_max")
                              if key in row)
    rate = next((f"{row[key]:.3g} {unit}" for key, unit in (("cell_steps_per_s", "cell-steps/s"),
                                                             ("sim_s_per_s", "sim s/s"),
                                                             ("runs_per_s", "runs/s")) if key in row), "")
    print(f"{name:<28}{row['real_time']:>9.3g} {row['time_unit']:<2}{ends:>20}   {instructions:>21}   {rate:>14}")
sys.exit(failed)
