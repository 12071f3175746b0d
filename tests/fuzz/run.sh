#!/usr/bin/env bash
# run.sh SECONDS TARGET…: fuzzes each for so long, beginning with its seeds; what it finds to be new
# stays in build/fuzz/corpus/, an input that fails in build/fuzz/failed/.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
seconds=$1
shift

# The seeds of each; what people and the recorder write serves as well.
declare -A seeds=([core]=tests/fuzz/corpus/core [trace]=tests/replay [scenario]=configs/scenarios [weather]=tests/fuzz/corpus/weather
  [measured]=tests/fuzz/corpus/measured)
declare -A longest=([core]=2048 [trace]=8192 [scenario]=4096 [weather]=4096 [measured]=4096)

mkdir -p build/fuzz/failed
for target in "$@"; do
  found=build/fuzz/corpus/$target
  mkdir -p "$found"
  log=build/fuzz/$target.log
  if ! build/fuzz/tests/fuzz/"fuzz_$target" -max_total_time="$seconds" -max_len="${longest[$target]}" \
    -artifact_prefix="build/fuzz/failed/$target-" "$found" "${seeds[$target]}" >"$log" 2>&1; then
    tail -40 "$log"
    echo "fuzz $target: failed; the input is in build/fuzz/failed/"
    exit 1
  fi
  echo "fuzz $target: $(grep '^Done' "$log"), nothing found"
done
