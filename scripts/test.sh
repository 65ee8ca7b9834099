#!/usr/bin/env bash
# Runs all tests and ends with the line "N passed, N failed, N skipped".
#   scripts/test.sh          the fast set: reduced, seeded counts
#   scripts/test.sh --long   the full counts (10,000 random searches on the real directory, …)
set -uo pipefail
cd "$(dirname "$0")/.."

case "${1:-}" in
  "") ;;
  --long) export LOCATOR_TEST_LONG=1 ;;
  *) echo "usage: scripts/test.sh [--long]" >&2; exit 2 ;;
esac

dotnet build --configuration Release --verbosity quiet || { echo "0 passed, 1 failed, 0 skipped"; exit 1; }

log=$(mktemp)
trap 'rm -f "$log"' EXIT
# One assembly after the other: each starts servers and loads the machine on its own.
dotnet test --no-build --configuration Release --max-parallel-test-modules 1 2>&1 | tee "$log"
status=${PIPESTATUS[0]}

count() { awk -v name="$1:" '$1 == name { sum += $2 } END { print sum + 0 }' "$log"; }
passed=$(count succeeded) failed=$(count failed) skipped=$(count skipped)
if [ "$status" -ne 0 ] && [ "$failed" -eq 0 ]; then failed=1; fi
if [ "$passed" -eq 0 ]; then failed=$((failed > 0 ? failed : 1)); status=1; fi
echo "$passed passed, $failed failed, $skipped skipped"
exit "$status"
