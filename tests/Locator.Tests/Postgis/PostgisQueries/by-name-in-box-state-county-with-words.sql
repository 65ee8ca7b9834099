WITH program AS (
  SELECT p.facility, p.tokens, p.name_rank
  FROM locator.program_2026_11_20_1 p
  WHERE p.latitude BETWEEN $1 AND $2
    AND (p.longitude >= $3 OR p.longitude <= $4)
    AND p.state = $5
    AND p.county_fips = $6
    AND p.words @> $7
    AND EXISTS (SELECT FROM unnest(p.words) word WHERE word >= $8 AND word < $9)
),
judged AS (
  SELECT facility, tokens, name_rank, (tokens & $10 = $10) AS fits, (tokens & $11 <> $12 AND tokens & $13 <> $12) AS possible
  FROM program
),
site AS MATERIALIZED (
  SELECT facility, min(name_rank) AS name_rank, bool_or(fits) AS fits, bool_or(possible) AS possible
  FROM judged
  WHERE possible
  GROUP BY facility
),
ranked AS (
  SELECT facility, name_rank
  FROM site
  WHERE fits
),
hit AS MATERIALIZED (
  SELECT facility, name_rank, row_number() OVER (ORDER BY name_rank, facility)::int AS place
  FROM (SELECT facility, name_rank FROM ranked WHERE name_rank > coalesce((SELECT f.name_rank FROM locator.facility_2026_11_20_1 f WHERE (f.sort_name, f.id) <= ($16, $15) ORDER BY f.sort_name DESC, f.id DESC LIMIT 1), -1) ORDER BY name_rank, facility LIMIT $14 + 1) first
)
SELECT 0 AS place, count(*) FILTER (WHERE fits)::int AS total, count(*) FILTER (WHERE possible)::int AS possible,
  NULL::int AS rung, (SELECT count(*) FROM hit)::int AS hits,
  NULL::bytea[] AS sets,
  NULL::text AS id, NULL::float8 AS metres, NULL::boolean AS location_is_exact, NULL::text AS sort_name,
  NULL::text[] AS programs, NULL::bytea AS tokens, NULL::bytea AS document
FROM site
UNION ALL
SELECT hit.place, NULL, NULL, NULL, NULL, NULL,
  f.id, NULL, f.location_is_exact, f.sort_name, p.programs, p.tokens, f.document
FROM hit
JOIN locator.facility_2026_11_20_1 f ON f.facility = hit.facility
CROSS JOIN LATERAL (
  SELECT array_agg(p.id ORDER BY p.ordinal) AS programs, string_agg(varbit_send(p.tokens), '\x' ORDER BY p.ordinal) AS tokens
  FROM locator.program_2026_11_20_1 p
  WHERE p.facility = hit.facility) p
WHERE hit.place <= $14
ORDER BY place
