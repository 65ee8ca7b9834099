#!/usr/bin/env bash
# Imports the given directory files, then serves the API on http://localhost:5080.
#   scripts/run.sh FILE…   imports, then serves
#   scripts/run.sh         serves what the store holds, or the bundled sample
# Files and folders, LOCATOR_DATA among them, are relative to where the command is given; without LOCATOR_DATA the store is data
# in the checkout.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
export LOCATOR_DATA=${LOCATOR_DATA:-$root/data}

(cd "$root" && dotnet build src/Importer --configuration Release --verbosity quiet --nologo)
(cd "$root" && dotnet build src/LocatorApi --configuration Release --verbosity quiet --nologo)

# Both programs run where the command is given, so that a relative path is one place for both.
if [ $# -gt 0 ]; then
  if [ -n "${ConnectionStrings__Postgis:-}" ]; then
    dotnet "$root/artifacts/bin/Importer/release/importer.dll" database migrate
  fi
  dotnet "$root/artifacts/bin/Importer/release/importer.dll" import "$@"
fi

address=${ASPNETCORE_URLS:-http://localhost:5080}
cat <<EOF

Serving on $address (the API's documentation: ${address%%;*}/swagger). Stop with Ctrl+C. Open it in a browser, or try a search:

  curl '${address%%;*}/v1/search?zip=30309&level=intensive-outpatient&payment=medicaid'

EOF
exec dotnet "$root/artifacts/bin/LocatorApi/release/LocatorApi.dll" --contentRoot "$root/src/LocatorApi"
