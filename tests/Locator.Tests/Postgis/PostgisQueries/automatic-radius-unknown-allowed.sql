WITH circle AS MATERIALIZED (
  SELECT CASE
WHEN (SELECT count(DISTINCT p.facility) FROM locator.program_2026_11_20_1 p
  WHERE ST_DWithin(p.place, $10, ($7)[1], false)
    AND ((p.x - $1) * (p.x - $1) + (p.y - $2) * (p.y - $2) + (p.z - $3) * (p.z - $3)) <= ($8)[1]
    AND (tokens & $4 <> $5 AND tokens & $6 <> $5)) >= $9 THEN 1
WHEN (SELECT count(DISTINCT p.facility) FROM locator.program_2026_11_20_1 p
  WHERE ST_DWithin(p.place, $10, ($7)[2], false)
    AND ((p.x - $1) * (p.x - $1) + (p.y - $2) * (p.y - $2) + (p.z - $3) * (p.z - $3)) <= ($8)[2]
    AND (tokens & $4 <> $5 AND tokens & $6 <> $5)) >= $9 THEN 2
WHEN (SELECT count(DISTINCT p.facility) FROM locator.program_2026_11_20_1 p
  WHERE ST_DWithin(p.place, $10, ($7)[3], false)
    AND ((p.x - $1) * (p.x - $1) + (p.y - $2) * (p.y - $2) + (p.z - $3) * (p.z - $3)) <= ($8)[3]
    AND (tokens & $4 <> $5 AND tokens & $6 <> $5)) >= $9 THEN 3
WHEN (SELECT count(DISTINCT p.facility) FROM locator.program_2026_11_20_1 p
  WHERE ST_DWithin(p.place, $10, ($7)[4], false)
    AND ((p.x - $1) * (p.x - $1) + (p.y - $2) * (p.y - $2) + (p.z - $3) * (p.z - $3)) <= ($8)[4]
    AND (tokens & $4 <> $5 AND tokens & $6 <> $5)) >= $9 THEN 4
WHEN (SELECT count(DISTINCT p.facility) FROM locator.program_2026_11_20_1 p
  WHERE ST_DWithin(p.place, $10, ($7)[5], false)
    AND ((p.x - $1) * (p.x - $1) + (p.y - $2) * (p.y - $2) + (p.z - $3) * (p.z - $3)) <= ($8)[5]
    AND (tokens & $4 <> $5 AND tokens & $6 <> $5)) >= $9 THEN 5
WHEN (SELECT count(DISTINCT p.facility) FROM locator.program_2026_11_20_1 p
  WHERE ST_DWithin(p.place, $10, ($7)[6], false)
    AND ((p.x - $1) * (p.x - $1) + (p.y - $2) * (p.y - $2) + (p.z - $3) * (p.z - $3)) <= ($8)[6]
    AND (tokens & $4 <> $5 AND tokens & $6 <> $5)) >= $9 THEN 6
ELSE 7 END AS rung
),
program AS (
  SELECT p.facility, p.tokens, coalesce(((p.x - $1) * (p.x - $1) + (p.y - $2) * (p.y - $2) + (p.z - $3) * (p.z - $3)), 'Infinity'::float8) AS chord
  FROM locator.program_2026_11_20_1 p
  WHERE ST_DWithin(p.place, $10, ($7)[(SELECT rung FROM circle)], false)
    AND ((p.x - $1) * (p.x - $1) + (p.y - $2) * (p.y - $2) + (p.z - $3) * (p.z - $3)) <= ($8)[(SELECT rung FROM circle)]
),
judged AS (
  SELECT facility, tokens, chord, (tokens & $4 <> $5 AND tokens & $6 <> $5) AS fits
  FROM program
),
site AS MATERIALIZED (
  SELECT facility, min(chord) AS chord, bool_or(fits) AS fits, bool_or(fits) AS possible
  FROM judged
  WHERE fits
  GROUP BY facility
),
ranked AS (
  SELECT facility, CASE WHEN chord = 'Infinity'::float8 THEN chord ELSE $12 * asin(least(1, sqrt(chord) / 2)) END AS metres
  FROM site
  WHERE fits
),
hit AS MATERIALIZED (
  SELECT facility, metres, row_number() OVER (ORDER BY metres, facility)::int AS place
  FROM (SELECT facility, metres FROM ranked WHERE (metres, facility) > ($14, coalesce((SELECT max(f.facility) FROM locator.facility_2026_11_20_1 f WHERE f.id <= $13), -1)) ORDER BY metres, facility LIMIT $11 + 1) first
)
SELECT 0 AS place, count(*) FILTER (WHERE fits)::int AS total, count(*) FILTER (WHERE possible)::int AS possible,
  (SELECT rung FROM circle) AS rung, (SELECT count(*) FROM hit)::int AS hits,
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
WHERE hit.place <= $11
ORDER BY place
