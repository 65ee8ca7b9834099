WITH program AS (
  SELECT p.facility, p.tokens, coalesce(((p.x - $1) * (p.x - $1) + (p.y - $2) * (p.y - $2) + (p.z - $3) * (p.z - $3)), 'Infinity'::float8) AS chord
  FROM locator.program_2026_11_20_1 p
  WHERE p.words && ARRAY(SELECT word FROM locator.word_2026_11_20_1 WHERE word ~ $4)
    AND p.words @> $5
    AND p.words && ARRAY(SELECT word FROM locator.word_2026_11_20_1 WHERE word ~ $6)
),
judged AS (
  SELECT facility, tokens, chord, true AS fits
  FROM program
),
site AS MATERIALIZED (
  SELECT facility, min(chord) AS chord, bool_or(fits) AS fits, bool_or(fits) AS possible
  FROM judged
  WHERE fits
  GROUP BY facility
),
ranked AS (
  SELECT facility, CASE WHEN chord = 'Infinity'::float8 THEN chord ELSE $8 * asin(least(1, sqrt(chord) / 2)) END AS metres
  FROM site
  WHERE fits
),
hit AS MATERIALIZED (
  SELECT facility, metres, row_number() OVER (ORDER BY metres, facility)::int AS place
  FROM (SELECT facility, metres FROM ranked ORDER BY metres, facility LIMIT $7 + 1) first
)
SELECT 0 AS place, count(*) FILTER (WHERE fits)::int AS total, count(*) FILTER (WHERE possible)::int AS possible,
  NULL::int AS rung, (SELECT count(*) FROM hit)::int AS hits,
  NULL::bytea[] AS sets,
  NULL::text AS id, NULL::float8 AS metres, NULL::boolean AS location_is_exact, NULL::text AS sort_name,
  NULL::text[] AS programs, NULL::bytea AS tokens, NULL::bytea AS document
FROM site
UNION ALL
SELECT hit.place, NULL, NULL, NULL, NULL, NULL,
  f.id, hit.metres, f.location_is_exact, f.sort_name, p.programs, p.tokens, f.document
FROM hit
JOIN locator.facility_2026_11_20_1 f ON f.facility = hit.facility
CROSS JOIN LATERAL (
  SELECT array_agg(p.id ORDER BY p.ordinal) AS programs, string_agg(varbit_send(p.tokens), '\x' ORDER BY p.ordinal) AS tokens
  FROM locator.program_2026_11_20_1 p
  WHERE p.facility = hit.facility) p
WHERE hit.place <= $7
ORDER BY place
