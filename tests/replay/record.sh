#!/usr/bin/env bash
# record.sh BANKTWIN: writes the golden traces anew, one per scenario beside it. Look at the difference before you
# commit it: it is what the core now does otherwise.
set -euo pipefail
banktwin=$(realpath "$1")
cd "$(dirname "${BASH_SOURCE[0]}")"
for scenario in *.yaml; do
  trace=${scenario%.yaml}.trace
  "$banktwin" run "$scenario" --quiet --record "$trace" >/dev/null
  sed -i "1a # Golden: our own output, kept to notice change; $scenario by tests/replay/record.sh." "$trace"
done
