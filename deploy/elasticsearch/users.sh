#!/usr/bin/env bash
# Makes the two users of the search server or brings them up to date, each with a role of what it needs.
# The server is ELASTICSEARCH, the alias ALIAS; secrets come from the folder LOCATOR_SECRETS.
set -euo pipefail
: "${LOCATOR_SECRETS:=/run/secrets}" "${ELASTICSEARCH:=http://elasticsearch:9200}" "${ALIAS:=locator}"

secret() { cat "$LOCATOR_SECRETS/$1"; }
# Secrets stay off the command line, where everybody can read them. A server that has just started says 503 for a while.
put() {
  curl --silent --show-error --fail --output /dev/null --retry 20 --retry-delay 2 \
    --config <(printf 'user = "elastic:%s"\n' "$(secret elastic_password)") \
    --request PUT "$ELASTICSEARCH/_security/$1" --header 'Content-Type: application/json' --data @-
}

put role/locator_api <<JSON
{ "cluster": ["monitor"],
  "indices": [{ "names": ["$ALIAS", "$ALIAS-*"], "privileges": ["read", "view_index_metadata", "monitor"] }] }
JSON
put role/locator_importer <<JSON
{ "cluster": ["monitor"],
  "indices": [{ "names": ["$ALIAS", "$ALIAS-*"], "privileges": ["read", "write", "manage"] }] }
JSON
for program in importer api; do
  put "user/locator_$program" <<JSON
{ "password": "$(secret "elasticsearch_$program")", "roles": ["locator_$program"] }
JSON
done
echo "The users locator_importer and locator_api are there."
