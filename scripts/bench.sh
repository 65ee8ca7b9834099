#!/usr/bin/env bash
# Runs the benchmarks (benchmarks/README.md).   scripts/bench.sh [FILE] [BenchmarkDotNet options]
set -euo pipefail
here=$PWD
cd "$(dirname "$0")/.."
file=../shared/data/directory/directory2024_with_coordinates.csv.gz
if [ $# -gt 0 ] && [ "${1#-}" = "$1" ]; then
  file=$(cd "$here" && realpath "$1")
  shift
fi
if [ ! -f "$file" ]; then
  echo "Name a directory file: scripts/bench.sh FILE" >&2
  exit 2
fi
LOCATOR_BENCH_FILE=$(realpath "$file")
export LOCATOR_BENCH_FILE
[ $# -gt 0 ] || set -- --filter '*'
exec dotnet run --project benchmarks/Locator.Benchmarks --configuration Release -- --inProcess --artifacts artifacts/benchmarks "$@"
