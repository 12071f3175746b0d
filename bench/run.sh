#!/usr/bin/env bash
# run.sh BUILD_FOLDER [--keep NAME | --compare NAME]: every benchmark, three times over, interleaved; a table of medians,
# and results.json. --keep writes them to bench/baselines/NAME.json, --compare holds them against those.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
mkdir -p build/bench bench/baselines
bench=("$1/bench/bench" --benchmark_min_time=0.2 --benchmark_repetitions=3 --benchmark_report_aggregates_only=true
  --benchmark_enable_random_interleaving=true)
case ${2:-} in
  "" ) ;;
  --keep | --compare) [ -n "${3:-}" ] || { echo "$2 NAME: of the machine; there are: $(ls bench/baselines)" >&2; exit 2; } ;;
  *) echo "expected --keep NAME or --compare NAME, not $2" >&2; exit 2 ;;
esac
"${bench[@]}" --benchmark_out=build/bench/results.json --benchmark_out_format=json >/dev/null
python3 -B bench/table.py build/bench/results.json
case ${2:-} in
  --keep) python3 -B bench/compare.py keep build/bench/results.json "bench/baselines/$3.json" ;;
  --compare) python3 -B bench/compare.py build/bench/results.json "bench/baselines/$3.json" "${bench[@]}" ;;
esac
