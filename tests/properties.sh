#!/usr/bin/env bash
# Properties with other seeds than the one that ctest gives them, so that a run of the tests can be repeated.
#     tests/properties.sh <build> <how many> <first seed>
# Names each seed that a property fails with, and keeps what it printed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
build=$1
seeds=$2
first=$3

filter=$(grep -rhoP '^RC_GTEST_(FIXTURE_)?PROP\(\w+, ?\w+' tests --include='*_test.cpp' |
  sed -E 's/.*\(([[:alnum:]_]+), ?([[:alnum:]_]+)/\1.\2/' | paste -sd :)
logs=$build/properties
mkdir -p "$logs"

try() {
  local program=$1 seed=$2
  local log
  log=$logs/$(basename "$program").$seed.log
  if RC_PARAMS="seed=$seed" "$program" --gtest_filter="$filter" --gtest_brief=1 >"$log" 2>&1; then
    rm "$log"
  else
    echo "seed $seed fails: RC_PARAMS=seed=$seed $program; see $log"
    return 1
  fi
}
export -f try
export filter logs

for seed in $(seq "$first" $((first + seeds - 1))); do
  for program in "$build"/tests/*/*_tests "$build"/tests/*/*/*_tests; do
    printf '%s\n%s\n' "$program" "$seed"
  done
done | xargs -n 2 -P "$(nproc)" bash -c 'try "$@"' try ||
  { echo "properties: some failed" >&2; exit 1; }
echo "properties: seeds $first to $((first + seeds - 1)), nothing found"
