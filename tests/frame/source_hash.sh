#!/usr/bin/env bash
# source_hash.sh PROGRAM BMS_FOLDER: the program's core_source_hash against sha256sum.
set -euo pipefail
told=$("$1" --version | sed -n 's/^core_source_hash //p')
cd "$2"
export LC_ALL=C
computed=$(cat include/bms/*.hpp src/*.cpp | sha256sum | cut -d' ' -f1)
if [ "$told" != "$computed" ]; then
  echo "--version says $told, the sources give $computed"
  exit 1
fi
