#!/usr/bin/env bash
# Makes the users of the directory's database or brings them up to date, with the passwords of their connection strings.
# The server and its administrator come from PGHOST, PGDATABASE, PGUSER; secrets from the folder LOCATOR_SECRETS.
set -euo pipefail
cd "$(dirname "$0")"
: "${LOCATOR_SECRETS:=/run/secrets}"
export LOCATOR_SECRETS
PGPASSWORD=$(cat "$LOCATOR_SECRETS/postgres_password")
export PGPASSWORD PGOPTIONS='--client-min-messages=warning'

psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --file roles.sql
# No password on a command line, nor in the server's log.
psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 <<'SQL'
SET log_statement = 'none';
SET log_min_duration_statement = -1;
SET log_min_error_statement = 'panic';
\set importer `sed -n 's/.*;Password=\([^;]*\).*/\1/p' "$LOCATOR_SECRETS/postgis_importer"`
\set api `sed -n 's/.*;Password=\([^;]*\).*/\1/p' "$LOCATOR_SECRETS/postgis_api"`
ALTER ROLE locator_importer PASSWORD :'importer';
ALTER ROLE locator_api PASSWORD :'api';
SQL
echo "The users locator_importer and locator_api are there."
