-- What all directory versions share. Each version besides has tables of its own, named from its checked id, such as
-- locator.program_2026_11_20_1; they are made by the import and never changed afterwards.

-- Every version id ever given, so that none is given twice. Kept: complete and answerable. Retired: no longer answered from.
-- Dropped: its tables are gone.
CREATE TABLE locator.directory_version (
    version text COLLATE "C" PRIMARY KEY CHECK (version ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}[.][1-9][0-9]{0,8}$'),
    state text NOT NULL CHECK (state IN ('kept', 'retired', 'dropped')),
    retired_at timestamptz CHECK ((retired_at IS NULL) = (state = 'kept')),
    base text COLLATE "C" REFERENCES locator.directory_version,
    content_sha256 text NOT NULL,
    vocabulary_hash text NOT NULL,
    -- As it was written: json keeps the text, jsonb would not.
    manifest json NOT NULL
);

-- The pointer: always one row.
CREATE TABLE locator.current_version (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    version text COLLATE "C" REFERENCES locator.directory_version,
    changed_at timestamptz
);
INSERT INTO locator.current_version DEFAULT VALUES;

-- Facility ids ever minted; only ever added to. What a version minted that was rolled back stays taken.
CREATE TABLE locator.minted_id (
    facility_id text COLLATE "C" PRIMARY KEY
);

-- What an import did not take as it stood, and why.
CREATE TABLE locator.import_issue (
    version text COLLATE "C" NOT NULL REFERENCES locator.directory_version,
    ordinal integer NOT NULL,
    file text NOT NULL,
    "row" integer,
    field text NOT NULL,
    problem text NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('repaired', 'marked', 'left-out')),
    value text,
    PRIMARY KEY (version, ordinal)
);

-- How a version differs from the one that was current when it was made (directory_version.base).
CREATE TABLE locator.facility_change (
    version text COLLATE "C" NOT NULL REFERENCES locator.directory_version,
    facility_id text COLLATE "C" NOT NULL,
    change text NOT NULL CHECK (change IN ('added', 'changed', 'moved', 'withdrawn', 'returned')),
    PRIMARY KEY (version, facility_id)
);
