#!/bin/sh
# Runs once, on an empty data folder: one database, an owner and an application role per service, and the extensions that
# only a superuser may add. Nobody but its own two roles gets into a service's database.
# Passwords come from <SERVICE>_OWNER_PASSWORD and <SERVICE>_APP_PASSWORD.
set -eu

run() { psql -v ON_ERROR_STOP=1 --no-psqlrc --quiet --username "${POSTGRES_USER:-postgres}" "$@"; }

make_service() { # name, owner's password, application's password
    run --dbname postgres -v service="$1" -v owner="$1_owner" -v app="$1_app" -v database="dentoro_$1" \
        -v owner_password="$2" -v app_password="$3" <<'SQL'
CREATE ROLE :"owner" LOGIN PASSWORD :'owner_password';
CREATE ROLE :"app" LOGIN PASSWORD :'app_password';
CREATE DATABASE :"database" OWNER :"owner";
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE :"database" TO :"app";
SQL
    run --dbname "dentoro_$1" <<'SQL'
CREATE EXTENSION btree_gist;
CREATE EXTENSION unaccent;
CREATE EXTENSION pg_trgm;
SQL
}

make_service accounts "$ACCOUNTS_OWNER_PASSWORD" "$ACCOUNTS_APP_PASSWORD"
make_service scheduling "$SCHEDULING_OWNER_PASSWORD" "$SCHEDULING_APP_PASSWORD"
make_service notifications "$NOTIFICATIONS_OWNER_PASSWORD" "$NOTIFICATIONS_APP_PASSWORD"
