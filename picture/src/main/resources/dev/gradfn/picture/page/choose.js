// ---- opening and choosing -----------------------------------------------------------------------

function toggle(id) {
  if (!hasParts(id)) return;
  if (open.has(id)) open.delete(id); else open.add(id);
  for (const box of chains[id]) layouts.delete(box);
  const before = drawn.get('box' + id)?.getBoundingClientRect();
  render();
  // The box stays under the pointer.
  const after = drawn.get('box' + id)?.getBoundingClientRect();
  if (before && after) $('stage').scrollBy(after.left - before.left, after.top - before.top);
  drawn.get('box' + id)?.focus({ preventScroll: true });
}

// Opens what is around an item.
function openAround(item) {
  const box = item.kind === 'node' ? nodes[item.id].box : item.kind === 'box' ? boxes[item.id].parent : 0;
  const closed = chains[Math.max(0, box)].filter(at => !open.has(at));
  if (!closed.length) return;
  closed.forEach(at => open.add(at));
  layouts.clear();
  render();
}

function reveal(item) {
  openAround(item);
  choose(item);
  const element = drawn.get(keyOf(item));
  element?.scrollIntoView({ block: 'center', inline: 'center' });
  element?.focus({ preventScroll: true });
}

function choose(item) {
  chosen = item;
  showDetails(item);
  mark();
}

// The arrows by which the gradient of what is chosen goes and comes, and those where none does.
function mark() {
  for (const element of drawn.values()) element.classList.remove('chosen', 'now', 'done');
  for (const { path } of drawnEdges) path.classList.remove('goes', 'comes', 'near', 'now');
  if (chosen) {
    drawn.get(keyOf(chosen))?.classList.add('chosen');
    for (const { edge, path } of drawnEdges) {
      if (edge.real.some(([a, b]) => isWithin(b, chosen) && !isWithin(a, chosen))) path.classList.add(edge.recorded ? 'goes' : 'near');
      if (edge.real.some(([a, b]) => isWithin(a, chosen) && !isWithin(b, chosen))) path.classList.add(edge.recorded ? 'comes' : 'near');
    }
  }
  markStep();
}

// ---- walking with the arrow keys ----------------------------------------------------------------

const DIRECTIONS = {
  ArrowUp: { x: 0, y: -1 }, ArrowDown: { x: 0, y: 1 }, ArrowLeft: { x: -1, y: 0 }, ArrowRight: { x: 1, y: 0 },
};

function walk(key) {
  const direction = DIRECTIONS[key];
  const from = chosen && standIn(chosen);
  const to = from ? nearest(from, neighbours(from, direction)) : topmost([...drawn.keys()].map(itemOf));
  if (!to) return;
  choose(to);
  const element = drawn.get(keyOf(to));
  element.focus({ preventScroll: true });
  element.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

// Down goes along the arrows, or into an open box; up against them, or out of it.
function neighbours(item, direction) {
  if (direction.x) return beside(item, direction.x);
  if (direction.y > 0 && item.kind === 'box' && open.has(item.id)) return [topmost(itemsOf(item.id))];
  const along = [];
  for (const { edge } of drawnEdges) {
    for (const [a, b] of edge.real) {
      const one = standIn(a), two = standIn(b);
      if (direction.y > 0 && isWithin(one, item) && !isWithin(two, item)) along.push(two);
      if (direction.y < 0 && isWithin(two, item) && !isWithin(one, item)) along.push(one);
    }
  }
  if (along.length || direction.y > 0) return along;
  const around = item.kind === 'node' ? nodes[item.id].box : item.kind === 'box' ? boxes[item.id].parent : 0;
  return around > 0 ? [theBox(around)] : [];
}

// Whether `inner` is `outer` or drawn in it.
function isWithin(inner, outer) {
  if (keyOf(inner) === keyOf(outer)) return true;
  if (outer.kind !== 'box' || inner.kind === 'output') return false;
  return chains[inner.kind === 'node' ? nodes[inner.id].box : inner.id].includes(outer.id);
}

function beside(item, side) {
  const own = placeOf(item);
  return [...drawn.keys()].map(itemOf).filter(other => {
    if (isWithin(other, item) || isWithin(item, other) || other.kind === 'box' && open.has(other.id)) return false;
    const place = placeOf(other);
    return (place.x - own.x) * side > 0 && place.top < own.bottom && place.bottom > own.top;
  });
}

function placeOf(item) {
  const { left, right, top, bottom } = drawn.get(keyOf(item)).getBoundingClientRect();
  return { x: (left + right) / 2, y: (top + bottom) / 2, top, bottom };
}

function nearest(from, candidates) {
  const own = placeOf(from);
  const distance = item => { const at = placeOf(item); return Math.hypot(at.x - own.x, at.y - own.y); };
  return candidates.sort((a, b) => distance(a) - distance(b))[0];
}

const topmost = items => items.sort((a, b) => placeOf(a).top - placeOf(b).top)[0];
