#!/usr/bin/env bash
# Runs the benchmarks (benchmarks/README.md).   scripts/bench.sh [FILE] [servers [NAME…] | replicate TIMES TARGET | answers record|compare ANSWERS | BenchmarkDotNet options]
set -euo pipefail
here=$PWD
cd "$(dirname "$0")/.."
file=../shared/data/directory/directory2024_with_coordinates.csv.gz
if [ $# -gt 0 ] && [ "${1#-}" = "$1" ] && [ "$1" != servers ] && [ "$1" != replicate ] && [ "$1" != answers ]; then
  file=$(cd "$here" && realpath "$1")
  shift
fi
if [ -f "$file" ]; then
  LOCATOR_BENCH_FILE=$(realpath "$file")
  export LOCATOR_BENCH_FILE
elif [ "${1:-}${2:-}${4:-}" != answerscompare--url ]; then
  echo "Name a directory file: scripts/bench.sh FILE" >&2
  exit 2
fi
run() { dotnet run --project benchmarks/Locator.Benchmarks --configuration Release -- "$@"; }
if [ "${1:-}" = answers ] && [ $# -ge 3 ]; then
  # The record's name is relative to where the command was given.
  set -- "$1" "$2" "$(cd "$here" && realpath -m "$3")" "${@:4}"
fi
if [ "${1:-}" = servers ] || [ "${1:-}" = replicate ] || [ "${1:-}" = answers ]; then
  run "$@"
elif [ $# -gt 0 ]; then
  run --inProcess --artifacts artifacts/benchmarks "$@"
else
  run --inProcess --artifacts artifacts/benchmarks --filter '*'
  run servers
fi
