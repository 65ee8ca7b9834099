// The map: all matches of its window, over outlines that this server has itself. Loaded when somebody asks for it. What it searches with stays
// in the memory of the page and goes out in bodies of POST only. Addresses and texts stand in data attributes of its container (MapPanel.razor).

const deepestCount = 14; // the finest zoom that matches are counted at
const streetsFrom = 10; // beyond it people expect streets
const noticeableMove = 250; // milliseconds without a move before matches are asked for
const mile = 1609.344; // metres
const leastAround = 2; // miles around the searched place that are always seen

/** Open maps by the element that is around each. */
const maps = new WeakMap();

/** Containers whose map is being loaded. */
const loading = new WeakSet();

/**
 * Opens the map, or takes it away.
 * @param {HTMLButtonElement} button the button #show-map; the map's container, which says where the list was found, stands behind it
 * @param {Iterable<[string, string]>} search the fields of the search
 * @returns {Promise<void>} rejected where a part did not load
 */
export async function toggle(button, search) {
  const container = button.nextElementSibling, root = container.querySelector('.map-frame');
  if (loading.has(container)) return;
  if (root) {
    maps.get(root).close();
    take(root);
    return;
  }

  const url = container.dataset, text = textsOf(container), frame = frameWith(text);
  loading.add(container);
  put(frame.root, container);
  try {
    const [L, states, outlines, markers] = await Promise.all([
      leaflet(url.leaflet), json(url.states), import(url.outlines), import(url.markers), style(url.leafletCss), style(url.css),
    ]);
    const map = show(L, frame, url, text, outlines.outlinesOf(L, states), markers);
    const following = follow(frame.root, map);
    maps.set(frame.root, {
      close() {
        following.disconnect();
        map.close();
      },
    });
    map.show([...search], areaOf(container));
  } catch (problem) {
    take(frame.root);
    throw problem;
  } finally {
    loading.delete(container);
  }
}

function put(root, container) {
  container.append(root);
  container.hidden = false;
  told(container, true);
}

function take(root) {
  const container = root.parentElement;
  root.remove();
  container.hidden = true;
  told(container, false);
}

/** The button says what it does next. */
function told(container, isOpen) {
  const button = container.previousElementSibling;
  button.setAttribute('aria-expanded', String(isOpen));
  button.textContent = textsOf(container)(isOpen ? 'hide' : 'show');
}

/** Where the list gives way to another one, as by a filter, the map goes along. */
function follow(root, map) {
  let isHere = true;
  const observer = new MutationObserver(() => {
    const was = isHere, next = document.getElementById('map'), form = document.getElementById('again');
    isHere = root.isConnected;
    if (!was || isHere || !next || !form) return;
    take(root);
    put(root, next);
    isHere = true;
    map.show([...new FormData(form)], areaOf(next));
  });
  observer.observe(document.body, { childList: true, subtree: true });
  return observer;
}

function show(L, frame, url, text, outlines, markers) {
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const map = L.map(frame.map, {
    minZoom: 3, maxZoom: url.tiles ? 18 : 16, maxBounds: [[-30, -200], [80, 170]], zoomControl: false, attributionControl: false, scrollWheelZoom: false,
    zoomAnimation: !still, fadeAnimation: !still, markerZoomAnimation: !still, inertia: !still,
    // A finger needs a way past the map: it scrolls the page, and two fingers move the map.
    dragging: !matchMedia('(pointer: coarse)').matches,
  });
  L.control.zoom({ position: 'bottomleft', zoomInTitle: text('zoomIn'), zoomOutTitle: text('zoomOut') }).addTo(map);
  const attribution = L.control.attribution({ prefix: false }).addTo(map);
  if (!url.tiles) {
    attribution.addAttribution(escaped(text('outlines')));
  } else {
    L.tileLayer(url.tiles, { maxZoom: 18, attribution: linked(url.attribution), referrerPolicy: 'no-referrer' }).addTo(map);
    frame.map.classList.add('map-has-tiles');
  }

  let search = [], circle = null, asking = null, timer = 0;
  const shown = markers.markersOn(L, map, text, url.facility);
  const names = outlines.addTo(map, { national: url.places, ask: body => post(url.places, body), marked: shown.boxes });

  async function load() {
    asking?.abort();
    asking = new AbortController();
    const { signal } = asking;
    try {
      const found = await post(url.matches, bodyOf(search, boxOf(map.getBounds()), map.getZoom()), signal);
      if (signal.aborted) return;
      shown.show(found);
      names.redraw();
      frame.status.textContent = [
        found.total === 0 ? text('none') : found.total === 1 ? text('foundOne') : text('foundMany', found.total),
        found.withoutPoint === 0 ? '' : found.withoutPoint === 1 ? text('unplacedOne') : text('unplacedMany', found.withoutPoint),
        !url.tiles && map.getZoom() > streetsFrom ? text('noStreets') : '',
      ].filter(Boolean).join(' ');
    } catch (problem) {
      if (problem.name !== 'AbortError') frame.status.textContent = text('matchesFailed');
    }
  }

  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(load, noticeableMove);
  };

  async function look(area) {
    circle?.remove();
    circle = null;
    if (Array.isArray(area)) {
      const fields = [...search.filter(([name]) => name !== 'state' && name !== 'county'), ...area], points = await found(fields, '-180,-85,180,85', deepestCount);
      map.fitBounds(points.length > 0 ? L.latLngBounds(points).pad(0.1) : [[24.5, -125], [49.5, -66.9]], { animate: false, maxZoom: 12 });
      return;
    }

    const place = L.latLng(area.lat, area.lon), radius = area.radiusMiles * mile, whole = place.toBounds(2 * radius);
    const points = (await found(search, boxOf(whole), map.getBoundsZoom(whole))).filter(point => place.distanceTo(point) <= radius);
    // A circle that was widened until it held enough is mostly empty: what it holds is what people look for.
    const around = place.toBounds(2 * Math.min(leastAround * mile, radius));
    map.fitBounds(points.length > 0 ? points.reduce((bounds, point) => bounds.extend(point), around).pad(0.1) : whole, { animate: false });
    circle = L.circle(place, { radius, className: 'map-circle', interactive: false }).addTo(map);
  }

  /** Where a search finds something in a box: places, and middle and corners of what is counted as one. Nothing where it was not answered. */
  async function found(fields, box, zoom) {
    try {
      const { clusters, pins } = await post(url.matches, bodyOf(fields, box, zoom));
      return [
        ...[...pins, ...clusters].map(({ lat, lon }) => [lat, lon]),
        ...clusters.flatMap(({ bbox: [west, south, east, north] }) => [[south, west], [north, east]]),
      ];
    } catch {
      return [];
    }
  }

  return {
    /** Shows a search, and where its list was found. */
    async show(fields, area) {
      search = fields;
      map.off('moveend', later);
      map.invalidateSize({ pan: false });
      await look(area);
      map.on('moveend', later);
      await load();
    },
    close() {
      clearTimeout(timer);
      asking?.abort();
      shown.close();
      map.remove();
    },
  };
}

/** The elements around the map. What it cannot say to somebody who does not see it stands in words before it. */
function frameWith(text) {
  const make = (name, className, content = '') => Object.assign(document.createElement(name), { className, textContent: content });
  const root = make('section', 'map-frame'), map = make('div', 'map-window'), status = make('p', 'map-status', text('loading'));
  root.setAttribute('aria-label', text('title'));
  map.setAttribute('role', 'group');
  map.setAttribute('aria-label', text('keys'));
  status.setAttribute('role', 'status');
  root.append(make('p', 'map-note', text('alsoInList')), map, status);
  if (matchMedia('(pointer: coarse)').matches) root.firstChild.append(' ', text('twoFingers'));
  return { root, map, status };
}

/** Where the list was found: in a circle, in a state or county, or wherever its search finds something. */
function areaOf({ dataset: { lat, lon, radius, state, county } }) {
  return radius
    ? { lat: Number(lat), lon: Number(lon), radiusMiles: Number(radius) }
    : Object.entries({ state, county }).filter(([, value]) => value);
}

/** Reads data-text-NAME and puts numbers in as the language writes them. */
function textsOf({ dataset }) {
  const numbers = new Intl.NumberFormat(document.documentElement.lang || 'en');
  return (name, value) => {
    const found = dataset['text' + name[0].toUpperCase() + name.slice(1)] ?? '';
    return value === undefined ? found : found.replace('{0}', typeof value === 'number' ? numbers.format(value) : value);
  };
}

function bodyOf(search, bbox, zoom) {
  const body = new URLSearchParams([...search].filter(([, value]) => typeof value === 'string'));
  body.set('bbox', bbox);
  body.set('zoom', String(Math.min(zoom, deepestCount)));
  return body;
}

function boxOf(bounds) {
  const degrees = (value, most) => Math.max(-most, Math.min(most, value)).toFixed(5);
  return [
    degrees(bounds.getWest(), 180), degrees(bounds.getSouth(), 90), degrees(bounds.getEast(), 180), degrees(bounds.getNorth(), 90),
  ].join(',');
}

async function post(url, body, signal) {
  const answer = await fetch(url, { method: 'POST', body, signal, cache: 'no-store', headers: { Accept: 'application/json' } });
  if (!answer.ok) throw new Error('The map was answered ' + answer.status);
  return answer.json();
}

async function json(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error('The map lacks its outlines');
  return answer.json();
}

const once = new Map();

/** An element of the head that loads something, once. */
function loaded(name, properties) {
  const key = properties.src ?? properties.href;
  if (!once.has(key)) {
    once.set(key, new Promise((resolve, reject) => {
      const element = Object.assign(document.createElement(name), properties);
      element.onload = resolve;
      element.onerror = () => {
        once.delete(key);
        element.remove();
        reject(new Error('A part of the map did not load'));
      };
      document.head.append(element);
    }));
  }

  return once.get(key);
}

const style = href => loaded('link', { rel: 'stylesheet', href });
const leaflet = async src => {
  await loaded('script', { src });
  return window.L;
};

const escaped = value => value.replace(/[&<>"]/g, mark => `&#${mark.charCodeAt(0)};`);

/** Words of the operator, as text; an address in them is a link. */
const linked = value => escaped(value).replace(/https:\/\/[^\s<]+/g, address => `<a href="${address}" rel="noreferrer">${address.slice(8)}</a>`);
