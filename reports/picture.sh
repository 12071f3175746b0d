#!/usr/bin/env bash
# picture.sh PROGRAM SCENARIO OUTPUT.png: what `banktwin run` shows in a terminal, as the README's picture.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
report=$("$1" run "$2" --quiet || true)
{
  echo '<!doctype html><meta charset="utf-8"><body style="margin:0;background:#fdfdfb">'
  echo '<pre style="margin:18px 22px;font:13px/1.35 DejaVu Sans Mono,monospace;color:#222">'
  # From the verdict to where the charge went: what a designer reads first.
  echo "$report" | sed '/^Assumptions/,$d' | sed -e 's/&/\&amp;/g' -e 's/</\&lt;/g' \
    -e 's/^\(DAMAGED\|LOADS LOST\|LIMITS BROKEN\):/<b style="color:#b00020">\1:<\/b>/' \
    -e 's/^  mistake /  <span style="color:#b00020">mistake<\/span> /' \
    -e 's/✓/<span style="color:#107c41">✓<\/span>/' \
    -e 's/^\(Expectations\|Findings\|Where the charge went\|State of charge, %\)/<b>\1<\/b>/'
  echo '</pre>'
} >"$work/report.html"
lines=$(wc -l <"$work/report.html")
chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
  --disable-component-update --disable-sync --hide-scrollbars --user-data-dir="$work/profile" \
  --window-size=900,$((lines * 18 + 30)) --screenshot="$3" "file://$work/report.html" >/dev/null 2>&1
