#!/usr/bin/env bash
# Makes the secrets that compose.yaml hands out, as files in deploy/secrets. What is there already stays.
set -euo pipefail
folder=${1:-$(dirname "$0")/secrets}
# The folder keeps other users of this machine out. The files themselves must be readable by the containers' users.
mkdir -p "$folder"
chmod 700 "$folder"
cd "$folder"

random() { openssl rand -hex 24; }
keep() { [ -e "$1" ] || { printf '%s\n' "$2" > "$1" && chmod 444 "$1"; }; }

keep postgres_password "$(random)"
keep postgis_importer "Host=postgis;Database=locator;Username=locator_importer;Password=$(random)"
keep postgis_api "Host=postgis;Database=locator;Username=locator_api;Password=$(random)"
keep elastic_password "$(random)"
keep elasticsearch_importer "$(random)"
keep elasticsearch_api "$(random)"
keep cursor_key "$(openssl rand -base64 32)"
