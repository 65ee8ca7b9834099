-- The two users of the directory's database, and their settings. An administrator runs it in that database, then sets their passwords:
--   createdb --encoding UTF8 locator && psql -d locator -f roles.sql
--   psql -d locator -c '\password locator_importer' -c '\password locator_api'
-- Then, with the importer's user: importer database migrate
-- Safe to repeat: what is there is brought up to date, passwords stay.
CREATE EXTENSION IF NOT EXISTS postgis;

DO $$ BEGIN
    -- Owns the schema: makes the tables of each version, and drops those of old ones.
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'locator_importer') THEN
        CREATE ROLE locator_importer LOGIN;
    END IF;

    -- What LocatorApi may read. The importer grants it whatever it makes.
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'locator_reader') THEN
        CREATE ROLE locator_reader NOLOGIN;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'locator_api') THEN
        CREATE ROLE locator_api LOGIN IN ROLE locator_reader;
    END IF;

    EXECUTE format('GRANT CREATE, CONNECT ON DATABASE %I TO locator_importer', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO locator_api', current_database());
END $$;

-- What people search for is private. It only ever travels in parameters, and these reach no log.
ALTER ROLE locator_api SET log_parameter_max_length = 0;
ALTER ROLE locator_api SET log_parameter_max_length_on_error = 0;

-- A search sets its own time-out, just below Search__Timeout. This one is for reading a whole version.
ALTER ROLE locator_api SET statement_timeout = '60s';
ALTER ROLE locator_api SET idle_in_transaction_session_timeout = '5s';
ALTER ROLE locator_api SET default_transaction_read_only = on;
-- Compiling a search would take longer than searching.
ALTER ROLE locator_api SET jit = off;
ALTER ROLE locator_api SET search_path = public;
ALTER ROLE locator_importer SET search_path = public;
