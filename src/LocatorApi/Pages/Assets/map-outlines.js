// What lies under the matches: states, from zoom 7 on the counties of the states in view, and names of places.

const countiesFrom = 7;
const largeCity = 10; // by its number of ZIPs

/** Names shown at a zoom: places with at least so many ZIPs. Where two would overlap, the one with more stands. */
const fewestZips = zoom => [99, 99, 99, 99, 30, 20, 10, 4, 2, 1][zoom] ?? 0;

/** @param states a topology (TopoJSON) with the collection "states", each with its code as id and where the code stands as property label */
export function outlinesOf(L, states) {
  const arcs = arcsOf(states);
  const drawn = states.objects.states.geometries.map(geometry => {
    const pieces = (geometry.type === 'Polygon' ? [geometry.arcs] : geometry.arcs)
      // The Aleutian Islands lie on both sides of the 180° meridian and are drawn on one.
      .map(polygon => polygon.map(ring => west(geometry.id, joined(arcs, ring))));
    return { code: geometry.id, label: geometry.properties.label, pieces, boxes: pieces.map(([ring]) => L.latLngBounds(ring)) };
  });

  return {
    addTo(map, places) {
      for (const state of drawn) {
        L.polygon(state.pieces, { className: 'map-state', interactive: false, smoothFactor: 0.7 }).addTo(map);
      }

      const labels = labelsOn(L, map, drawn, places.marked);
      const asked = new Set();
      let national = false;
      async function look() {
        labels.draw();
        if (!national && map.getZoom() > 3) {
          national = true;
          try {
            const answer = await fetch(places.national);
            labels.add((await answer.json()).places);
          } catch {
            national = false;
          }
        }

        const view = map.getBounds();
        const wanted = map.getZoom() < countiesFrom ? [] : drawn.filter(state => !asked.has(state.code) && state.boxes.some(box => box.intersects(view)));
        if (wanted.length === 0) return;
        wanted.forEach(state => asked.add(state.code));
        try {
          const found = await places.ask(new URLSearchParams(wanted.map(state => ['state', state.code])));
          for (const [code, { counties, places: cities }] of Object.entries(found.states)) {
            if (counties) {
              const borders = arcsOf(counties);
              const lines = counties.objects.borders.arcs.map(line => west(code, joined(borders, line)));
              L.polyline(lines, { className: 'map-county', interactive: false, smoothFactor: 0.7 }).addTo(map);
            }

            labels.add(cities);
          }
          map.eachLayer(layer => layer.options.className === 'map-circle' && layer.bringToFront());
        } catch {
          wanted.forEach(state => asked.delete(state.code));
        }
      }

      // The map may not have its view yet.
      map.on('moveend', look);
      map.whenReady(look);
      return { redraw: labels.draw };
    },
  };
}

/** Absolute coordinates of all arcs of a topology, as [latitude, longitude]. */
function arcsOf({ arcs, transform: { scale, translate } }) {
  return arcs.map(arc => {
    let x = 0, y = 0;
    return arc.map(([right, up]) => [(y += up) * scale[1] + translate[1], (x += right) * scale[0] + translate[0]]);
  });
}

/** Arcs put one behind the other; the point where two meet stands in both. A negative number is the arc of its complement, backward. */
const joined = (arcs, numbers) => numbers.flatMap((number, position) => {
  const points = number < 0 ? [...arcs[~number]].reverse() : arcs[number];
  return position === 0 ? points : points.slice(1);
});

const west = (code, points) => code === 'AK' ? points.map(([lat, lon]) => [lat, lon > 0 ? lon - 360 : lon]) : points;

const letter = 7, line = 16;

const overlap = (one, other) => one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;

/** Where a name may stand, the best first: beside its point, or beside the mark that lies on it. */
function boxesFor({ name, isState }, { x, y }, marks) {
  const width = letter * name.length + 2;
  const box = (left, top) => ({ left, top, right: left + width, bottom: top + line });
  if (isState) return [box(x - width / 2, y - line / 2)];
  const mark = marks.find(mark => mark.left <= x && x <= mark.right && mark.top <= y && y <= mark.bottom) ?? { left: x - 5, right: x + 5, top: y - 5, bottom: y + 5 };
  return [
    box(mark.right + 1, y - line / 2), box(mark.left - 1 - width, y - line / 2),
    box(x - width / 2, mark.bottom + 1), box(x - width / 2, mark.top - 1 - line),
  ];
}

/** Names on the map, for those who see it: they say nothing that the list does not say. */
function labelsOn(L, map, states, marked) {
  const known = new Map();
  const layer = L.layerGroup().addTo(map);
  const pane = map.createPane('names');
  pane.classList.add('map-names');
  pane.setAttribute('aria-hidden', 'true');
  const NameIcon = L.Icon.extend({
    createIcon() {
      const { place, left, top } = this.options, icon = document.createElement('div'), name = icon.appendChild(document.createElement('span'));
      icon.className = place.isState ? 'map-state-name' : 'map-place';
      name.textContent = place.name;
      name.style.left = `${left}px`;
      name.style.top = `${top}px`;
      return icon;
    },
    createShadow: () => null,
  });
  const codes = states.map(({ code, label: [lon, lat] }) => ({ name: code, lat, lon, zips: 0, isState: true }));

  function draw() {
    layer.clearLayers();
    const zoom = map.getZoom(), size = map.getSize(), marks = marked();
    const taken = [...marks];
    const most = taken.length + Math.max(8, size.x * size.y / 12000);
    const cities = [...known.values()].filter(place => place.zips >= fewestZips(zoom)).sort((one, other) => other.zips - one.zips);
    for (const place of [...(zoom < countiesFrom ? codes : []), ...cities]) {
      const at = map.latLngToContainerPoint([place.lat, place.lon]);
      const boxes = boxesFor(place, at, marks).filter(({ left, top, right, bottom }) => left > 0 && top > 0 && right < size.x && bottom < size.y);
      const free = from => boxes.find(box => !from.some(other => overlap(box, other)));
      // A large city is named even where a mark covers some of its name.
      const box = free(taken) ?? (place.zips >= largeCity ? free(taken.slice(marks.length)) : undefined);
      if (!box) continue;
      taken.push(box);
      const icon = new NameIcon({ place, left: box.left - at.x, top: box.top - at.y });
      L.marker([place.lat, place.lon], { icon, pane: 'names', interactive: false, keyboard: false }).addTo(layer);
      if (taken.length >= most) break;
    }
  }

  return {
    draw,
    /** Adds rows of [name, latitude, longitude, ZIPs]. */
    add(places) {
      for (const [name, lat, lon, zips] of places) {
        known.set(`${name} ${lat} ${lon}`, { name, lat, lon, zips });
      }
      draw();
    },
  };
}
