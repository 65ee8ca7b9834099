-- What a version is known by when a store was deleted and made anew, and which versions were ever current.

-- Set with the pointer. A version that never was current is left from an import that failed, or is being published.
-- Before this was kept, a version that another one was compared with had been current.
ALTER TABLE locator.directory_version ADD COLUMN was_current boolean NOT NULL DEFAULT false;
UPDATE locator.directory_version SET was_current = true
WHERE version IN (SELECT version FROM locator.current_version UNION SELECT base FROM locator.directory_version);

-- SHA-256 of the version's tokens in the order of their bits, each followed by a line feed: who knows the bits of another
-- token table must read this one first. Null where there is no such table any more.
ALTER TABLE locator.directory_version ADD COLUMN token_hash text;
DO $$
DECLARE
    kept record;
BEGIN
    FOR kept IN
        SELECT version, 'locator.token_' || translate(version, '-.', '__') AS tokens
        FROM locator.directory_version
        WHERE state = 'kept'
    LOOP
        IF to_regclass(kept.tokens) IS NOT NULL THEN
            EXECUTE format(
                'UPDATE locator.directory_version SET token_hash = ('
                '    SELECT encode(sha256(convert_to(coalesce(string_agg(token || E''\n'', '''' ORDER BY position), ''''), ''UTF8'')), ''hex'') FROM %s)'
                ' WHERE version = %L',
                kept.tokens, kept.version);
        END IF;
    END LOOP;
END $$;
