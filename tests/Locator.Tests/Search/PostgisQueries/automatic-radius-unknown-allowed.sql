WITH program AS (
  SELECT p.facility, p.tokens, coalesce(((p.x - $1) * (p.x - $1) + (p.y - $2) * (p.y - $2) + (p.z - $3) * (p.z - $3)), 'Infinity'::float8) AS chord
  FROM locator.program_2026_11_20_1 p
  WHERE ST_DWithin(p.place, $4, $5, false)
    AND ((p.x - $1) * (p.x - $1) + (p.y - $2) * (p.y - $2) + (p.z - $3) * (p.z - $3)) <= $6
),
judged AS (
  SELECT facility, tokens, chord, (tokens & $7 <> $8 AND tokens & $9 <> $8) AS fits
  FROM program
),
site AS MATERIALIZED (
  SELECT facility, min(chord) AS chord, bool_or(fits) AS fits, bool_or(fits) AS possible
  FROM judged
  WHERE fits
  GROUP BY facility
),
circle AS MATERIALIZED (
  SELECT coalesce(min(r.rung) FILTER (WHERE (SELECT count(*) FROM site WHERE fits AND chord <= r.edge) >= $11), max(r.rung))::int AS rung
  FROM unnest($10) WITH ORDINALITY AS r(edge, rung)
),
found AS MATERIALIZED (
  SELECT site.* FROM site, circle WHERE chord <= ($10)[rung]
),
ranked AS (
  SELECT facility, CASE WHEN chord = 'Infinity'::float8 THEN chord ELSE $13 * asin(least(1, sqrt(chord) / 2)) END AS metres
  FROM found
  WHERE fits
),
hit AS MATERIALIZED (
  SELECT facility, metres, row_number() OVER (ORDER BY metres, facility)::int AS place
  FROM (SELECT facility, metres FROM ranked WHERE (metres, facility) > ($15, coalesce((SELECT max(f.facility) FROM locator.facility_2026_11_20_1 f WHERE f.id <= $14), -1)) ORDER BY metres, facility LIMIT $12 + 1) first
)
SELECT 0 AS place, count(*) FILTER (WHERE fits)::int AS total, count(*) FILTER (WHERE possible)::int AS possible,
  (SELECT rung FROM circle) AS rung, (SELECT count(*) FROM hit)::int AS hits,
  NULL::bytea[] AS sets,
  NULL::text AS id, NULL::float8 AS metres, NULL::boolean AS location_is_exact, NULL::text AS sort_name,
  NULL::text[] AS programs, NULL::bytea AS tokens, NULL::bytea AS document
FROM found
UNION ALL
SELECT hit.place, NULL, NULL, NULL, NULL, NULL,
  f.id, hit.metres, f.location_is_exact, f.sort_name, p.programs, p.tokens, f.document
FROM hit
JOIN locator.facility_2026_11_20_1 f ON f.facility = hit.facility
CROSS JOIN LATERAL (
  SELECT array_agg(p.id ORDER BY p.ordinal) AS programs, string_agg(varbit_send(p.tokens), '\x' ORDER BY p.ordinal) AS tokens
  FROM locator.program_2026_11_20_1 p
  WHERE p.facility = hit.facility) p
WHERE hit.place <= $12
ORDER BY place
