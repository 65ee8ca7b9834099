// Searches a running API with the client that openapi-typescript makes of its description: node out/search.js URL
import createClient from "openapi-fetch";
import type { components, paths } from "./api.js";

type Result = components["schemas"]["SearchResult"];

// Searches answer GeoJSON and CSV too: this program takes JSON.
const client = createClient<paths, "application/json" | "application/problem+json">({ baseUrl: process.argv[2] ?? "http://localhost:5080" });

function lineOf(result: Result): string {
  const miles = result.distanceMiles === null ? "" : `, ${result.distanceApproximate ? "about " : ""}${Math.round(result.distanceMiles)} mi`;
  const levels = result.programs.flatMap((program) => program.level);
  return `${result.name}, ${result.address.city}${miles}: ${levels.join(", ")}; ${result.phones[0]?.display ?? "no phone"}`;
}

const found = await client.GET("/v1/search", {
  params: { query: { zip: "30309", level: ["intensive-outpatient"], payment: ["medicaid", "medicare"], limit: 5 } },
});
if (!found.data) {
  throw new Error(found.error.detail);
}

console.log(`total ${found.data.total}`);
for (const result of found.data.results) {
  console.log(lineOf(result));
}

const first = found.data.results[0];
if (first) {
  const facility = await client.GET("/v1/facilities/{id}", { params: { path: { id: first.id } } });
  console.log(`facility ${facility.data?.name}`);
}

// The compiler knows the values; whoever gets past it is told by the API.
const refused = await client.GET("/v1/search", {
  // @ts-expect-error "iop" is no value of level.
  params: { query: { zip: "30309", level: ["iop"] } },
});
console.log(`refused ${refused.error?.type}: ${refused.error?.errors?.["level"]?.[0]}`);
