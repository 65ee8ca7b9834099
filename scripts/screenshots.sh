#!/usr/bin/env bash
# Takes pictures of every page, on a phone and on a desktop, in both themes: artifacts/screenshots/*.png.
set -euo pipefail
cd "$(dirname "$0")/.."
LOCATOR_SCREENSHOTS=1 dotnet test --project tests/LocatorApi.BrowserTests --configuration Release -- --filter-class '*.EveryPageTests'
