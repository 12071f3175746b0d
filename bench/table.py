#!/usr/bin/env python3
"""table.py results.json: the medians as a table."""
import json
import sys

results = json.load(open(sys.argv[1]))
print(f"{'benchmark':<28}{'time':>12}   {'rate':>14}")
failed = False
for row in sorted(results["benchmarks"], key=lambda row: row["name"]):
    if row.get("error_occurred"):
        print(f"{row['name']:<28}  FAILED: {row['error_message']}")
        failed = True
    elif row.get("aggregate_name") == "median":
        name = row["run_name"].replace("/real_time", "")
        if row.get("label"):
            name = f"{name.split('/')[0]}/{row['label']}"
        rate = next((f"{row[key]:.3g} {unit}" for key, unit in (("cell_steps_per_s", "cell-steps/s"),
                                                                 ("sim_s_per_s", "sim s/s")) if key in row), "")
        print(f"{name:<28}{row['real_time']:>9.3g} {row['time_unit']:<2}   {rate:>14}")
sys.exit(failed)
