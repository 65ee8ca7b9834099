// Makes what the map shows without any server of others: the outlines of states and counties, and Leaflet with its license.
// Usage: node build-outlines.mjs FOLDER. Run by Map.targets.
import { createRequire } from 'node:module';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { feature, meshArcs, quantize } from 'topojson-client';
import { topology } from 'topojson-server';

const target = process.argv[2];
const { resolve } = createRequire(import.meta.url);
const read = name => JSON.parse(readFileSync(resolve(name), 'utf8'));

// FIPS 5-2, as in the atlas. The map speaks of states by their USPS codes, as everything else here does.
const codes = {
  '01': 'AL', '02': 'AK', '04': 'AZ', '05': 'AR', '06': 'CA', '08': 'CO', '09': 'CT', 10: 'DE', 11: 'DC', 12: 'FL', 13: 'GA', 15: 'HI',
  16: 'ID', 17: 'IL', 18: 'IN', 19: 'IA', 20: 'KS', 21: 'KY', 22: 'LA', 23: 'ME', 24: 'MD', 25: 'MA', 26: 'MI', 27: 'MN', 28: 'MS', 29: 'MO',
  30: 'MT', 31: 'NE', 32: 'NV', 33: 'NH', 34: 'NJ', 35: 'NM', 36: 'NY', 37: 'NC', 38: 'ND', 39: 'OH', 40: 'OK', 41: 'OR', 42: 'PA', 44: 'RI',
  45: 'SC', 46: 'SD', 47: 'TN', 48: 'TX', 49: 'UT', 50: 'VT', 51: 'VA', 53: 'WA', 54: 'WV', 55: 'WI', 56: 'WY',
  60: 'AS', 66: 'GU', 69: 'MP', 72: 'PR', 78: 'VI',
};

const codeOf = id => {
  const code = codes[id.slice(0, 2)];
  if (!code) throw new Error(`The atlas has a state that the map does not know: ${id}.`);
  return code;
};

/** The topology with these objects and no other arcs than theirs, which are numbered anew. */
function part(topology, objects) {
  const numbers = new Map();
  const renumber = arcs => Array.isArray(arcs) ? arcs.map(renumber) : arcs < 0 ? ~numberOf(~arcs) : numberOf(arcs);
  const numberOf = arc => {
    if (!numbers.has(arc)) numbers.set(arc, numbers.size);
    return numbers.get(arc);
  };
  const taken = geometry => geometry.type === 'GeometryCollection'
    ? { ...geometry, geometries: geometry.geometries.map(taken) }
    : { ...geometry, arcs: renumber(geometry.arcs) };
  const named = Object.fromEntries(Object.entries(objects).map(([name, geometry]) => [name, taken(geometry)]));
  return { type: 'Topology', transform: topology.transform, objects: named, arcs: [...numbers.keys()].map(arc => topology.arcs[arc]) };
}

const ringsOf = geometry => geometry.type === 'Polygon' ? [geometry.coordinates[0]] : geometry.coordinates.map(polygon => polygon[0]);

/** Twice the signed area of a ring and its center of area, in degrees: good enough for the place of two letters. */
function centered(ring) {
  let area = 0, x = 0, y = 0;
  for (let i = 1; i < ring.length; i++) {
    const [[x0, y0], [x1, y1]] = [ring[i - 1], ring[i]];
    const cross = x0 * y1 - x1 * y0;
    area += cross;
    x += (x0 + x1) * cross;
    y += (y0 + y1) * cross;
  }
  return { size: Math.abs(area), at: [x / (3 * area), y / (3 * area)] };
}

/** Where the code of a state stands: the middle of its largest piece, to a hundredth of a degree. */
function labelOf(topology, geometry) {
  const largest = ringsOf(feature(topology, geometry).geometry).map(centered).reduce((one, other) => other.size > one.size ? other : one);
  return largest.at.map(degrees => Math.round(degrees * 100) / 100);
}

const write = (name, text) => {
  mkdirSync(dirname(join(target, name)), { recursive: true });
  writeFileSync(join(target, name), text);
};

// The states of the table of counties, not those of the table of states, which is simplified in another way: their lines meet. Where only
// counties meet, their outline need not be cut, so it is cut anew, on the same grid.
const atlas = read('us-atlas/counties-10m.json');
const states = quantize(topology({ states: feature(atlas, atlas.objects.states) }), atlas.transform);
write('states.json', JSON.stringify({
  type: 'Topology', transform: states.transform, arcs: states.arcs,
  objects: {
    states: {
      type: 'GeometryCollection',
      geometries: states.objects.states.geometries
        .map(({ type, arcs, id }) => ({ type, id: codeOf(id), properties: { label: labelOf(states, { type, arcs }) }, arcs }))
        .sort((one, other) => one.id < other.id ? -1 : 1),
    },
  },
}));

// Of counties only the borders within their state, each once: the states' own outlines are there already.
const counties = new Map();
for (const county of atlas.objects.counties.geometries) {
  const code = codeOf(county.id);
  counties.set(code, [...counties.get(code) ?? [], county]);
}

for (const [code, geometries] of counties) {
  const borders = meshArcs(atlas, { type: 'GeometryCollection', geometries }, (one, other) => one !== other);
  write(`counties/${code}.json`, JSON.stringify(part(atlas, { borders })));
}

// The license asks that its text goes along with the program. The map of the source would be a request for a file that is not served.
const leaflet = dirname(resolve('leaflet/package.json'));
const license = readFileSync(join(leaflet, 'LICENSE'), 'utf8').trim();
write('leaflet.js', `/*\n${license}\n*/\n${readFileSync(join(leaflet, 'dist/leaflet.js'), 'utf8').replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n')}`);
write('leaflet.css', readFileSync(join(leaflet, 'dist/leaflet.css'), 'utf8'));
