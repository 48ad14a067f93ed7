// ---- drawing ------------------------------------------------------------------------------------

const SVG = 'http://www.w3.org/2000/svg';
const MANY = 1500;
const svg = $('graph');
let drawn = new Map(), drawnEdges = [], chosen = null, zoom = 1, total;

function make(name, attributes, parent, text) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text !== undefined) element.textContent = text;
  if (parent) parent.append(element);
  return element;
}

function render() {
  drawn = new Map();
  drawnEdges = [];
  collectEdges();
  svg.replaceChildren();
  const defs = make('defs', {}, svg);
  for (const kind of ['arrow', 'arrow-goes', 'arrow-comes', 'arrow-now']) {
    const marker = make('marker', { id: kind, viewBox: '0 0 8 8', refX: 7, refY: 4, markerUnits: 'userSpaceOnUse', markerWidth: 9, markerHeight: 9, orient: 'auto-start-reverse' }, defs);
    make('path', { d: 'M0 0L8 4L0 8z', class: kind }, marker);
  }
  total = layoutOf(0);
  drawInside(total, svg);
  scale(zoom);
  mark();
}

function drawInside(layout, parent) {
  const group = make('g', { transform: `translate(${layout.shift},${layout.head})` }, parent);
  for (const { edge, points } of layout.edges) drawEdge(edge, points, group);
  for (const child of layout.children) drawItem(child, group);
  for (const label of layout.edges) drawLabel(label, group);
}

function drawEdge(edge, points, parent) {
  const path = make('path', { class: edge.recorded ? 'edge' : 'edge unrecorded', d: curve(points) }, parent);
  make('title', {}, path, edge.shapes.join('\n'));
  drawnEdges.push({ edge, path });
}

function drawLabel({ edge, x, y, width }, parent) {
  if (!edge.label || drawn.size > MANY) return;
  make('text', { class: 'shape', x: x - width / 2 + 3, y: y + 4 }, parent, edge.label);
}

function curve(points) {
  let d = `M${points[0].x} ${points[0].y}`;
  for (let i = 1; i < points.length - 1; i++) {
    const mid = { x: (points[i].x + points[i + 1].x) / 2, y: (points[i].y + points[i + 1].y) / 2 };
    d += `Q${points[i].x} ${points[i].y} ${mid.x} ${mid.y}`;
  }
  const last = points[points.length - 1];
  return d + `L${last.x} ${last.y}`;
}

function drawItem(child, parent) {
  const { item } = child;
  const isOpen = item.kind === 'box' && open.has(item.id);
  const group = make('g', {
    class: ['item', item.kind, isOpen ? 'open' : '', item.kind === 'box' && isSilent(item.id) ? 'silent' : '', colourOf(item)].filter(Boolean).join(' '),
    transform: `translate(${child.x - child.width / 2},${child.y - child.height / 2})`,
    tabindex: 0, role: 'button', 'data-key': keyOf(item), 'aria-label': labelOf(item),
  }, parent);
  if (item.kind === 'box' && hasParts(item.id)) group.setAttribute('aria-expanded', isOpen);
  make('rect', { width: child.width, height: child.height, rx: item.kind === 'node' ? 12 : 6 }, group);
  drawn.set(keyOf(item), group);
  paintCost(item, group);
  if (isOpen) {
    drawHead(boxes[item.id], child.width, group);
    drawInside(child.inner, group);
    return;
  }
  child.lines.forEach((line, i) => {
    make('text', { x: child.width / 2, y: 20 + LINE * i, 'text-anchor': 'middle', class: i === 0 ? 'name' : ('soft ' + line.kind).trim() }, group, line.text);
  });
  if (item.kind === 'box' && hasParts(item.id)) make('text', { x: child.width - 9, y: 14, 'text-anchor': 'end', class: 'soft' }, group, '+');
}

function drawHead(box, width, group) {
  make('text', { x: 10, y: 17, class: 'name' }, group, titleOf(box));
  make('text', { x: width - 12, y: 17, 'text-anchor': 'end', class: 'soft' }, group, again(box) + '  −');
}

const labelOf = item =>
  item.kind === 'box' ? `module ${nameOf(item.id)}`
    : item.kind === 'node' ? `node ${nodes[item.id].name} ${nodes[item.id].variable || ''}`.trim()
      : `output ${outputs[item.id].name}`;

function scale(value) {
  zoom = Math.min(3, Math.max(0.05, value));
  svg.setAttribute('viewBox', `0 0 ${total.width} ${total.height}`);
  svg.setAttribute('width', total.width * zoom);
  svg.setAttribute('height', total.height * zoom);
}

function fit() {
  const stage = $('stage');
  scale(Math.min(1.4, (stage.clientWidth - 32) / total.width));
}
