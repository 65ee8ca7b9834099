#!/usr/bin/env bash
# Runs the benchmarks (benchmarks/README.md).   scripts/bench.sh [FILE] [servers [NAME…] | replicate TIMES TARGET | BenchmarkDotNet options]
set -euo pipefail
here=$PWD
cd "$(dirname "$0")/.."
file=../shared/data/directory/directory2024_with_coordinates.csv.gz
if [ $# -gt 0 ] && [ "${1#-}" = "$1" ] && [ "$1" != servers ] && [ "$1" != replicate ]; then
  file=$(cd "$here" && realpath "$1")
  shift
fi
if [ ! -f "$file" ]; then
  echo "Name a directory file: scripts/bench.sh FILE" >&2
  exit 2
fi
LOCATOR_BENCH_FILE=$(realpath "$file")
export LOCATOR_BENCH_FILE
run() { dotnet run --project benchmarks/Locator.Benchmarks --configuration Release -- "$@"; }
if [ "${1:-}" = servers ] || [ "${1:-}" = replicate ]; then
  run "$@"
elif [ $# -gt 0 ]; then
  run --inProcess --artifacts artifacts/benchmarks "$@"
else
  run --inProcess --artifacts artifacts/benchmarks --filter '*'
  run servers
fi
