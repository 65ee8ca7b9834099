SELECT p.tile >> $1 AS tile, count(DISTINCT p.facility)::int AS facilities
FROM locator.program_2026_11_20_1 p
  WHERE ((p.latitude BETWEEN $2 AND $3 AND p.longitude BETWEEN $4 AND $5) OR p.latitude IS NULL)
    AND p.state = $6
    AND EXISTS (SELECT FROM unnest(p.words) word WHERE word >= $7 AND word < $8)
    AND (tokens & $9 <> $10)
GROUP BY 1
ORDER BY 1 NULLS FIRST
LIMIT $11
