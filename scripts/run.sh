#!/usr/bin/env bash
# Imports the given directory files, then serves the API on http://localhost:5080.
#   scripts/run.sh FILE…   imports, then serves
#   scripts/run.sh         serves what the store holds, or the bundled sample
set -euo pipefail
here=$PWD
cd "$(dirname "$0")/.."
root=$PWD
export LOCATOR_DATA=${LOCATOR_DATA:-$root/data}

dotnet build src/Importer --configuration Release --verbosity quiet --nologo
dotnet build src/LocatorApi --configuration Release --verbosity quiet --nologo

if [ $# -gt 0 ]; then
  if [ -n "${ConnectionStrings__Postgis:-}" ]; then
    dotnet "$root/artifacts/bin/Importer/release/importer.dll" database migrate
  fi
  # File names are relative to where the command was given.
  (cd "$here" && dotnet "$root/artifacts/bin/Importer/release/importer.dll" import "$@")
fi

address=${ASPNETCORE_URLS:-http://localhost:5080}
cat <<EOF

Serving on $address (documentation: ${address%%;*}/swagger). Stop with Ctrl+C. A search to try:

  curl '${address%%;*}/v1/search?zip=30309&level=intensive-outpatient&payment=medicaid'

EOF
exec dotnet run --project src/LocatorApi --configuration Release --no-build --no-launch-profile
