#!/usr/bin/env python3
"""table.py results.json: medians as a table, with the least and the most where a benchmark has them; instructions
as the least / the median / the most of a few calls."""
import sys

import results

found, failures = results.read(sys.argv[1])
for name, message in failures.items():
    print(f"{name:<28}  FAILED: {message}")
print(f"{'benchmark':<28}{'time':>12}{'min … max':>20}   {'instructions':>21}   {'rate':>14}")
for name, rows in found.items():
    row = rows["median"]
    ends = f"{rows['min']['real_time']:.3g} … {rows['max']['real_time']:.3g}" if "min" in rows else ""
    instructions = " / ".join(f"{row[key]:.0f}" for key in ("instructions_min", "instructions", "instructions_max")
                              if key in row)
    rate = next((f"{row[key]:.3g} {unit}" for key, unit in (("cell_steps_per_s", "cell-steps/s"),
                                                             ("sim_s_per_s", "sim s/s"),
                                                             ("runs_per_s", "runs/s")) if key in row), "")
    print(f"{name:<28}{row['real_time']:>9.3g} {row['time_unit']:<2}{ends:>20}   {instructions:>21}   {rate:>14}")
sys.exit(bool(failures))
