#!/usr/bin/env bash
# Runs the benchmarks (benchmarks/README.md).
#   scripts/bench.sh [FILE] [table [PART…] | servers [NAME…] | replicate TIMES TARGET | searches TARGET | answers record|compare ANSWERS | BenchmarkDotNet options]
# Without a word behind the file: the whole table.
set -euo pipefail
here=$PWD
cd "$(dirname "$0")/.."
commands=' table servers replicate searches answers '
file=../shared/data/directory/directory2024_with_coordinates.csv.gz
if [ $# -gt 0 ] && [ "${1#-}" = "$1" ] && [[ "$commands" != *" $1 "* ]]; then
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
[ $# -gt 0 ] || set -- table
case $1 in
  table)
    # The two programs as the images have them: compiled ahead of time.
    export LOCATOR_BENCH_PROGRAMS=$PWD/artifacts/benchmarks/programs
    rm -rf "$LOCATOR_BENCH_PROGRAMS"
    for program in LocatorApi Importer; do
      dotnet publish "src/$program" --configuration Release --property:AheadOfTime=true --verbosity quiet --nologo --output "$LOCATOR_BENCH_PROGRAMS/$program"
    done
    run "$@"
    ;;
  answers | searches | replicate)
    # A file's name is relative to where the command was given.
    case $1 in searches) at=2 ;; *) at=3 ;; esac
    if [ $# -ge $at ]; then
      set -- "${@:1:at-1}" "$(cd "$here" && realpath -m "${!at}")" "${@:at+1}"
    fi
    run "$@"
    ;;
  servers)
    run "$@"
    ;;
  *)
    run --inProcess --artifacts artifacts/benchmarks "$@"
    ;;
esac
