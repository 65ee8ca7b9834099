// What lies on the map: clusters that one zooms into, and pins that open. All are buttons. List and map are kept in step.

/** @returns {{ show(found): void, boxes(): object[], close(): void }} */
export function markersOn(L, map, text, facilityUrl) {
  /** A marker that is a real button: reached by Tab, pressed by Enter and Space. */
  const ButtonIcon = L.DivIcon.extend({
    createIcon() {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = this.options.content ?? '';
      button.setAttribute('aria-label', this.options.label);
      button.title = this.options.label;
      this._setIconStyles(button, 'icon');
      return button;
    },
  });

  /** Markers on the map by what they stand for, so that those that stay keep the focus. */
  const markers = new Map();
  let opened = null;

  function put(key, at, className, size, content, label, press) {
    const icon = new ButtonIcon({ className, content, label, iconSize: [size, size] });
    const marker = L.marker(at, { icon, keyboard: false, riseOnHover: true }).addTo(map);
    marker.on('click', () => press(marker));
    markers.set(key, marker);
    return marker;
  }

  const sizeOf = count => count < 10 ? 44 : count < 100 ? 50 : count < 1000 ? 58 : 66;

  function show({ clusters, pins }) {
    const wanted = new Map();
    for (const { lat, lon, count, bbox } of clusters) {
      wanted.set(`cluster ${map.getZoom()} ${lat} ${lon} ${count}`, key => put(
        key, [lat, lon], 'map-cluster', sizeOf(count), text('count', count), count === 1 ? text('clusterOne') : text('clusterMany', count),
        () => {
          const [west, south, east, north] = bbox;
          const bounds = L.latLngBounds([[south, west], [north, east]]).pad(0.3), zoom = map.getZoom();
          map.setView(bounds.getCenter(), Math.min(map.getMaxZoom(), Math.max(zoom + 1, Math.min(zoom + 3, map.getBoundsZoom(bounds)))));
          map.getContainer().focus({ preventScroll: true });
        }));
    }

    const groups = grouped(pins);
    const middle = map.getCenter();
    const near = ([{ lat, lon }]) => middle.distanceTo([lat, lon]);
    // Tab goes from the middle outward.
    for (const group of [...groups.values()].sort((one, other) => near(one) - near(other))) {
      const { lat, lon } = group[0], isOne = group.length === 1;
      const label = isOne
        ? (group[0].approximate ? text('approximatePin', group[0].name) : group[0].name)
        : text('group', group.length);
      wanted.set('pin ' + group.map(pin => pin.id).join(' '), key => {
        const marker = put(
          key, [lat, lon], 'map-pin' + (group.every(pin => pin.approximate) ? ' is-approximate' : ''), 44, isOne ? '' : text('count', group.length),
          label, () => openPopup(key, marker, group));
        marker.facilities = group.map(pin => pin.id);
      });
    }

    for (const [key, marker] of markers) {
      if (wanted.has(key)) continue;
      const hadFocus = marker.getElement() === document.activeElement;
      marker.remove();
      markers.delete(key);
      if (opened?.key === key) map.closePopup();
      if (hadFocus) map.getContainer().focus();
    }

    for (const [key, add] of wanted) {
      if (!markers.has(key)) add(key);
    }
  }

  function openPopup(key, marker, group) {
    const content = document.createElement('div');
    content.className = 'map-popup';
    if (group.length > 1) content.append(element('p', { className: 'map-popup-count', textContent: text('group', group.length) }));
    if (group.length > 1 && group.some(pin => pin.approximate)) content.append(element('p', { textContent: text('approximate') }));
    const list = content.appendChild(element(group.length > 1 ? 'ol' : 'div', {}));
    for (const pin of group) {
      const part = list.appendChild(element(group.length > 1 ? 'li' : 'div', {}));
      const name = part.appendChild(element('a', { className: 'map-popup-name', href: facilityUrl.replace('ID', encodeURIComponent(pin.id)), textContent: pin.name }));
      name.addEventListener('click', event => {
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
        event.preventDefault();
        document.dispatchEvent(new CustomEvent('open-facility', { bubbles: true, detail: { id: pin.id } }));
      });
      if (pin.phone) {
        part.append(element('a', { className: 'map-popup-call', href: pin.phone.href, textContent: text('call', pin.phone.text) }));
      }
      if (pin.approximate && group.length === 1) part.append(element('p', { textContent: text('approximate') }));
      if (cardOf(pin.id)) {
        const button = part.appendChild(element('button', { type: 'button', className: 'map-popup-list', textContent: text('showInList') }));
        button.addEventListener('click', () => goToCard(pin.id));
      }
    }

    // After the popup of another pin has closed, which takes the marks away.
    map.closePopup();
    const size = map.getSize();
    const popup = L.popup({
      maxWidth: Math.min(300, size.x - 60), minWidth: Math.min(200, size.x - 60), maxHeight: Math.max(140, size.y * 0.6), offset: [0, -18],
    })
      .setLatLng(marker.getLatLng()).setContent(content).openOn(map);
    popup.getElement().querySelector('.leaflet-popup-close-button')?.setAttribute('aria-label', text('close'));
    // Leaflet hears the key only while the map itself has the focus.
    popup.getElement().addEventListener('keydown', event => {
      if (event.key === 'Escape') map.closePopup(popup);
    });
    opened = { key, marker };
    mark(group.map(pin => pin.id), true);
    if (group.length === 1 && isBesideList()) cardOf(group[0].id)?.scrollIntoView({ block: 'nearest', behavior: behavior() });
    content.querySelector('a')?.focus({ preventScroll: true });
  }

  map.on('popupclose', ({ popup }) => {
    const button = opened?.marker.getElement();
    const hadFocus = popup.getElement()?.contains(document.activeElement);
    opened = null;
    mark([], true);
    if (hadFocus) (button?.isConnected ? button : map.getContainer()).focus({ preventScroll: true });
  });

  /** Marks pins, and cards where a pin was chosen. */
  function mark(ids, cards) {
    for (const marker of markers.values()) {
      const isMeant = marker.facilities?.some(id => ids.includes(id)) ?? false;
      marker.getElement()?.classList.toggle('is-marked', isMeant || opened?.marker === marker);
      marker.setZIndexOffset(isMeant ? 1000 : 0);
    }
    if (!cards) return;
    for (const card of document.querySelectorAll('article[data-facility]')) {
      card.classList.toggle('is-on-map', ids.includes(card.dataset.facility));
    }
  }

  function goToCard(id) {
    const card = cardOf(id);
    if (!card) return;
    card.scrollIntoView({ block: 'center', behavior: behavior() });
    card.querySelector('a, button')?.focus({ preventScroll: true });
  }

  // What the hand or the focus is on in the list is marked on the map.
  const listening = new AbortController();
  for (const kind of ['pointerover', 'focusin']) {
    document.addEventListener(kind, ({ target }) => {
      if (!map.getContainer().isConnected) return;
      const card = target.closest?.('article[data-facility]');
      if (card || !map.getContainer().contains(target)) mark(card ? [card.dataset.facility] : [], false);
    }, { signal: listening.signal });
  }

  /** Whether the map stays in sight when the list scrolls to a card. */
  const isBesideList = () => {
    const window = map.getContainer().getBoundingClientRect(), list = document.querySelector('article[data-facility]')?.getBoundingClientRect();
    return list !== undefined && (window.left >= list.right || window.right <= list.left);
  };

  return {
    show,
    /** The boxes that markers cover, in the map's window. */
    boxes: () => [...markers.values()].map(marker => {
      const { x, y } = map.latLngToContainerPoint(marker.getLatLng()), half = marker.options.icon.options.iconSize[0] / 2;
      return marker.facilities
        ? { left: x - 14, right: x + 14, top: y - 30, bottom: y + 4 }
        : { left: x - half, right: x + half, top: y - half, bottom: y + half };
    }),
    close() {
      listening.abort();
      map.closePopup();
      mark([], true);
    },
  };
}

const element = (name, properties) => Object.assign(document.createElement(name), properties);

const cardOf = id => document.querySelector(`article[data-facility="${CSS.escape(id)}"]`);

const behavior = () => matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth';

/** Facilities whose source gives no usable point stand at their ZIP's, many at one place. */
const placeOf = ({ lat, lon }) => `${lat} ${lon}`;

function grouped(pins) {
  const groups = new Map();
  for (const pin of pins) groups.set(placeOf(pin), [...groups.get(placeOf(pin)) ?? [], pin]);
  return groups;
}
