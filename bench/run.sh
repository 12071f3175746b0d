#!/usr/bin/env bash
# run.sh BUILD_FOLDER: every benchmark, three times over, interleaved; a table of medians, and results.json.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
mkdir -p build/bench
"$1/bench/bench" --benchmark_min_time=0.2 --benchmark_repetitions=3 --benchmark_report_aggregates_only=true \
  --benchmark_enable_random_interleaving=true --benchmark_out=build/bench/results.json \
  --benchmark_out_format=json >/dev/null
python3 bench/table.py build/bench/results.json
