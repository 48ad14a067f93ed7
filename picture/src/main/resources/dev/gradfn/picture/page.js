'use strict';
// The page: boxes (calls of modules) that open and close, nodes in them, details, search, steps.
// An item is {kind: 'box' | 'node' | 'output', id}; its key is kind + id.

const data = JSON.parse(document.getElementById('data').textContent);
const { boxes, nodes, outputs } = data;
const $ = id => document.getElementById(id);
const PRUNABLE_TYPES = /^(Conv(Transpose)?[123]d|BatchNorm[123]d|Linear|PReLU)$/;
const SMALL_GRAPH = 60;

// ---- what hangs where ---------------------------------------------------------------------------

const childBoxes = boxes.map(() => []);
const ownNodes = boxes.map(() => []);
const below = boxes.map(() => ({ nodes: 0, parameters: 0, multiplyAdds: 0, frozen: 0, own: 0 }));
const users = nodes.map(() => []);
const outputsOf = nodes.map(() => []);

for (const box of boxes) if (box.parent >= 0) childBoxes[box.parent].push(box.id);
for (const node of nodes) {
  ownNodes[node.box].push(node.id);
  node.next.forEach(([to, nr], edge) => { if (to !== null) users[to].push({ node: node.id, nr, edge }); });
  below[node.box].nodes++;
  below[node.box].multiplyAdds += node.multiplyAdds;
}
outputs.forEach((output, i) => { if (output.node !== null) outputsOf[output.node].push(i); });
for (const box of boxes) {
  // A module called twice owns its parameters once.
  if (box.call === 1) below[box.id].parameters += box.parameters;
  below[box.id].frozen += box.frozen.length;
  below[box.id].own += box.parameters > 0 ? 1 : 0;
}
for (let i = boxes.length - 1; i > 0; i--) {
  const up = below[boxes[i].parent];
  for (const key of Object.keys(up)) up[key] += below[i][key];
}

const chains = boxes.map(box => {
  const chain = [];
  for (let at = box.id; at >= 0; at = boxes[at].parent) chain.unshift(at);
  return chain;
});

const number = value => value.toLocaleString('en');
const short = value => {
  for (const [unit, size] of [['G', 1e9], ['M', 1e6], ['k', 1e3]]) {
    if (value >= size) return (value / size).toPrecision(3) + ' ' + unit;
  }
  return String(value);
};
const counted = (count, what) => `${number(count)} ${what}${count === 1 ? '' : 's'}`;
const titleOf = box => box.path ? box.path + '  ' + box.type : box.type || box.label;
const again = box => box.calls > 1 ? `call ${box.call} of ${box.calls}` : '';

// ---- open and closed boxes ----------------------------------------------------------------------

const open = new Set();

function openFirst() {
  open.clear();
  if (nodes.length <= SMALL_GRAPH) {
    boxes.forEach(box => open.add(box.id));
    return;
  }
  // Down to the first box that has parts: the layers.
  let at = 0;
  for (;;) {
    open.add(at);
    const parts = childBoxes[at].filter(id => below[id].nodes > 0);
    if (parts.length !== 1) return;
    at = parts[0];
  }
}

// The visible thing that stands for a node: itself, or the outermost closed box around it.
const standIn = id => closedAround(nodes[id].box) || { kind: 'node', id };

function closedAround(id) {
  const box = chains[id].find(at => !open.has(at));
  return box === undefined ? null : { kind: 'box', id: box };
}

const keyOf = item => item.kind + item.id;

// ---- layout -------------------------------------------------------------------------------------
// Each open box is laid out by itself, innermost first; an edge is drawn in the innermost box that
// holds both ends.

const MARGIN = 14, HEAD = 26;
const layouts = new Map();
let edgesByBox;

function collectEdges() {
  edgesByBox = new Map();
  const add = (container, from, to, shape, real) => {
    if (!edgesByBox.has(container)) edgesByBox.set(container, new Map());
    const key = keyOf(from) + '>' + keyOf(to);
    const edges = edgesByBox.get(container);
    if (!edges.has(key)) edges.set(key, { from, to, shapes: new Set(), real: [] });
    const edge = edges.get(key);
    if (shape) edge.shapes.add(shape);
    edge.real.push(real);
  };
  for (const node of nodes) {
    node.next.forEach(([to, nr]) => {
      if (to === null) return;
      const [container, from, to_] = lifted(to, node.id);
      if (container !== null) add(container, from, to_, nodes[to].shapes[nr], [to, node.id]);
    });
  }
  outputs.forEach((output, i) => {
    if (output.node === null) return;
    const top = liftedTo(output.node, 0);
    if (top) add(0, top, { kind: 'output', id: i }, '', [output.node, null]);
  });
}

// What stands for a node directly within an open box; null if the box is not around it.
function liftedTo(id, container) {
  const chain = chains[nodes[id].box];
  const at = chain.indexOf(container);
  if (at < 0) return null;
  return at + 1 < chain.length ? { kind: 'box', id: chain[at + 1] } : { kind: 'node', id };
}

function lifted(a, b) {
  const one = chains[nodes[a].box], two = chains[nodes[b].box];
  let depth = 0;
  while (depth + 1 < one.length && depth + 1 < two.length && one[depth + 1] === two[depth + 1]) depth++;
  for (let i = 0; i <= depth; i++) if (!open.has(one[i])) return [null];
  return [one[depth], liftedTo(a, one[depth]), liftedTo(b, one[depth])];
}

const ruler = document.createElement('canvas').getContext('2d');
function widthOf(lines) {
  let width = 0;
  lines.forEach((line, i) => {
    ruler.font = (i === 0 ? '600 12px ' : '11px ') + 'system-ui, "Segoe UI", "DejaVu Sans", sans-serif';
    width = Math.max(width, ruler.measureText(line).width);
  });
  return Math.ceil(width) + 22;
}

function linesOf(item) {
  if (item.kind === 'output') return [outputs[item.id].name, outputs[item.id].shape];
  if (item.kind === 'node') {
    const node = nodes[item.id];
    const lines = [node.name];
    if (node.variable !== undefined) lines.push(node.variable);
    if (node.shapes.length) lines.push(node.shapes[0] + (node.shapes.length > 1 ? ` + ${node.shapes.length - 1}` : ''));
    return lines;
  }
  const box = boxes[item.id], sum = below[item.id];
  const lines = [titleOf(box)];
  if (box.calls > 1) lines.push(again(box));
  if (box.outputs.length) lines.push('→ ' + box.outputs[0] + (box.outputs.length > 1 ? ` + ${box.outputs.length - 1} more` : ''));
  lines.push(counted(sum.nodes, 'node') + (sum.parameters ? ` · ${short(sum.parameters)} parameters` : ''));
  return lines;
}

function sizeOf(item) {
  if (item.kind === 'box' && open.has(item.id)) {
    const inner = layoutOf(item.id);
    return { width: inner.width, height: inner.height, inner };
  }
  const lines = linesOf(item);
  return { width: widthOf(lines) + (item.kind === 'box' ? 16 : 0), height: 14 + 16 * lines.length, lines };
}

function layoutOf(container) {
  if (layouts.has(container)) return layouts.get(container);
  const graph = new dagre.graphlib.Graph({ multigraph: false });
  graph.setGraph({ rankdir: 'TB', nodesep: 22, ranksep: 34, marginx: MARGIN, marginy: MARGIN });
  graph.setDefaultEdgeLabel(() => ({}));
  const items = [
    ...childBoxes[container].filter(id => below[id].nodes > 0).map(id => ({ kind: 'box', id })),
    ...ownNodes[container].map(id => ({ kind: 'node', id })),
  ];
  if (container === 0) outputs.forEach((o, i) => { if (o.node !== null) items.push({ kind: 'output', id: i }); });
  for (const item of items) graph.setNode(keyOf(item), Object.assign({ item }, sizeOf(item)));
  const edges = [...(edgesByBox.get(container) || new Map()).values()];
  for (const edge of edges) {
    const text = [...edge.shapes];
    edge.label = text.length > 1 ? `${text.length} tensors` : text[0] || '';
    graph.setEdge(keyOf(edge.from), keyOf(edge.to), { edge });
  }
  dagre.layout(graph);
  const size = graph.graph();
  const title = container === 0 ? '' : titleOf(boxes[container]) + '  − ' + again(boxes[container]);
  const head = container === 0 ? 0 : HEAD;
  const width = Math.max(size.width || 40, widthOf([title]) + 8);
  const shift = (width - (size.width || 40)) / 2;
  const layout = {
    width, height: (size.height || 20) + head, shift, head,
    children: graph.nodes().map(key => graph.node(key)),
    edges: graph.edges().map(e => graph.edge(e)),
  };
  layouts.set(container, layout);
  return layout;
}

// ---- drawing ------------------------------------------------------------------------------------

const SVG = 'http://www.w3.org/2000/svg';
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
  const marker = make('marker', { id: 'arrow', viewBox: '0 0 8 8', refX: 7, refY: 4, markerUnits: 'userSpaceOnUse', markerWidth: 9, markerHeight: 9, orient: 'auto-start-reverse' }, defs);
  make('path', { d: 'M0 0L8 4L0 8z', class: 'arrow' }, marker);
  total = layoutOf(0);
  drawInside(0, total, svg);
  scale(zoom);
  mark();
}

function drawInside(container, layout, parent) {
  const group = make('g', { transform: `translate(${layout.shift},${layout.head})` }, parent);
  for (const { edge, points } of layout.edges) drawEdge(edge, points, group);
  for (const child of layout.children) drawItem(child, group);
}

function drawEdge(edge, points, parent) {
  const path = make('path', { class: 'edge', d: curve(points), 'marker-end': 'url(#arrow)' }, parent);
  const shapes = [...edge.shapes].join('\n');
  make('title', {}, path, shapes);
  drawnEdges.push({ edge, path });
  if (!edge.label || zoomedOut()) return;
  const middle = points[Math.floor(points.length / 2)];
  make('text', { class: 'shape', x: middle.x + 4, y: middle.y + 3 }, parent, edge.label.replace(/ float32$/, ''));
}

const zoomedOut = () => drawn.size > 1500;

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
    class: ['item', item.kind, isOpen ? 'open' : '', colourOf(item)].join(' ').trim(),
    transform: `translate(${child.x - child.width / 2},${child.y - child.height / 2})`,
    tabindex: 0, role: 'button', 'data-key': keyOf(item), 'aria-label': labelOf(item),
  }, parent);
  if (item.kind === 'box') group.setAttribute('aria-expanded', isOpen);
  make('rect', { width: child.width, height: child.height, rx: item.kind === 'node' ? 12 : 6 }, group);
  drawn.set(keyOf(item), group);
  paintCost(item, group);
  if (isOpen) {
    const box = boxes[item.id];
    make('text', { x: 10, y: 17, class: 'name' }, group, titleOf(box));
    make('text', { x: child.width - 12, y: 17, 'text-anchor': 'end', class: 'soft' }, group, again(box) + '  −');
    drawInside(item.id, child.inner, group);
    return;
  }
  child.lines.forEach((line, i) => {
    make('text', { x: child.width / 2, y: 20 + 16 * i, 'text-anchor': 'middle', class: i === 0 ? 'name' : 'soft' }, group, line);
  });
  if (item.kind === 'box') make('text', { x: child.width - 9, y: 14, 'text-anchor': 'end', class: 'soft' }, group, '+');
}

const labelOf = item =>
  item.kind === 'box' ? `module ${titleOf(boxes[item.id])} ${again(boxes[item.id])}`.trim()
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

// ---- colours ------------------------------------------------------------------------------------

function verdictsBelow(id) {
  const found = [];
  const verdict = data.verdicts[boxes[id].path];
  if (verdict) found.push(verdict.prunable);
  for (const child of childBoxes[id]) found.push(...verdictsBelow(child));
  return found;
}

function colourOf(item) {
  if (item.kind === 'node' && nodes[item.id].name === 'AccumulateGrad' && $('colour').value === 'kind') return 'leaf';
  if (item.kind === 'output' || $('colour').value === 'kind') return '';
  const id = item.kind === 'box' ? item.id : nodes[item.id].box;
  if ($('colour').value === 'cost') return 'plain';
  if (item.kind === 'box' && open.has(item.id)) return 'plain';
  if ($('colour').value === 'prunable') {
    const found = verdictsBelow(id);
    if (!found.length) return 'plain';
    return found.every(v => v) ? 'yes' : found.some(v => v) ? 'mixed' : 'no';
  }
  if (!below[id].own) return 'plain';
  return below[id].frozen ? 'no' : 'yes';
}

const dearest = Math.max(1, ...nodes.map(node => node.multiplyAdds));
function paintCost(item, group) {
  if ($('colour').value !== 'cost' || item.kind === 'output') return;
  if (item.kind === 'box' && open.has(item.id)) return;
  const cost = item.kind === 'box' ? below[item.id].multiplyAdds : nodes[item.id].multiplyAdds;
  const share = Math.min(1, Math.sqrt(cost / dearest));
  group.firstChild.style.fill = `color-mix(in srgb, var(--now) ${Math.round(70 * share)}%, var(--box-in))`;
}

function legend() {
  const kinds = {
    kind: [['--op', '--op-line', 'operation: grad_fn node'], ['--leaf', '--leaf-line', 'AccumulateGrad: a leaf, its gradient ends in .grad'], ['--box', '--box-line', 'call of a module; + opens it'], ['--out', '--out-line', 'output']],
    prunable: [['--yes', '--yes-line', 'prunable'], ['--mixed', '--mixed-line', 'in part'], ['--no', '--no-line', 'not prunable: click for the reason'], ['--box-in', '--line', Object.keys(data.verdicts).length ? 'not asked' : 'nothing is known: drawn without verdicts']],
    frozen: [['--yes', '--yes-line', 'all parameters require grad'], ['--no', '--no-line', 'some parameter is frozen'], ['--box-in', '--line', 'no parameters']],
    cost: [['--now', '--now', `most multiply-adds: ${short(dearest)} in one node`], ['--box-in', '--line', 'next to none']],
  }[$('colour').value];
  $('legend').innerHTML = '<h2>Legend</h2>';
  const list = document.createElement('ul');
  for (const [fill, line, text] of kinds) {
    const entry = document.createElement('li'), swatch = document.createElement('i');
    swatch.style.background = `var(${fill})`;
    swatch.style.borderColor = `var(${line})`;
    entry.append(swatch, text);
    list.append(entry);
  }
  $('legend').append(list);
}

// ---- choosing -----------------------------------------------------------------------------------

function toggle(id) {
  if (open.has(id)) open.delete(id); else open.add(id);
  for (const box of chains[id]) layouts.delete(box);
  const before = drawn.get('box' + id)?.getBoundingClientRect();
  render();
  // The box stays under the pointer.
  const after = drawn.get('box' + id)?.getBoundingClientRect();
  if (before && after) $('stage').scrollBy(after.left - before.left, after.top - before.top);
  drawn.get('box' + id)?.focus({ preventScroll: true });
}

function reveal(item) {
  const box = item.kind === 'node' ? nodes[item.id].box : item.kind === 'box' ? boxes[item.id].parent : 0;
  let changed = false;
  for (const at of chains[Math.max(0, box)]) {
    if (open.has(at)) continue;
    open.add(at);
    changed = true;
  }
  if (changed) { layouts.clear(); render(); }
  choose(item);
  drawn.get(keyOf(item))?.scrollIntoView({ block: 'center', inline: 'center' });
}

function choose(item) {
  chosen = item;
  showDetails(item);
  mark();
}

function mark() {
  for (const element of drawn.values()) element.classList.remove('chosen', 'now', 'done');
  for (const { path } of drawnEdges) path.classList.remove('chosen', 'now');
  if (chosen) {
    drawn.get(keyOf(chosen))?.classList.add('chosen');
    if (chosen.kind === 'node') {
      for (const { edge, path } of drawnEdges) {
        if (edge.real.some(([a, b]) => a === chosen.id || b === chosen.id)) path.classList.add('chosen');
      }
    }
  }
  if (stepping) markStep();
}

function details(title, rows) {
  const section = $('details');
  section.replaceChildren();
  const head = document.createElement('h2');
  head.textContent = title;
  const list = document.createElement('dl');
  for (const [term, value, words] of rows) {
    if (value === '' || value === null || value === undefined || (Array.isArray(value) && !value.length)) continue;
    const dt = document.createElement('dt'), dd = document.createElement('dd');
    dt.textContent = term;
    if (words) dd.className = 'words';
    const parts = Array.isArray(value) ? value : [value];
    parts.forEach((part, i) => {
      if (i) dd.append(document.createElement('br'));
      dd.append(part instanceof Node ? part : String(part));
    });
    list.append(dt, dd);
  }
  section.append(head, list);
}

function link(item, text) {
  const a = document.createElement('a');
  a.className = 'to';
  a.href = '#' + keyOf(item);
  a.textContent = text;
  a.onclick = event => { event.preventDefault(); reveal(item); };
  return a;
}

const nodeLink = (id, extra = '') => link({ kind: 'node', id }, `${nodes[id].name} #${id}${extra}`);
const boxLink = id => link({ kind: 'box', id }, titleOf(boxes[id]) + (again(boxes[id]) ? ` (${again(boxes[id])})` : ''));

function verdictRow(path) {
  const verdict = data.verdicts[path];
  return ['pruning', verdict && verdict.text, true];
}

function showDetails(item) {
  if (item.kind === 'output') {
    const output = outputs[item.id];
    details('Output ' + output.name, [['shape', output.shape], ['grad_fn', output.node === null ? 'None' : nodeLink(output.node)]]);
    return;
  }
  if (item.kind === 'box') {
    const box = boxes[item.id], sum = below[item.id];
    details(titleOf(box), [
      ['module', box.repr], ['path', box.path], ['calls', box.calls > 1 ? again(box) : ''],
      ['called by', box.parent > 0 ? boxLink(box.parent) : ''],
      ['inputs', box.inputs], ['outputs', box.outputs],
      ['grad_fn', box.gradFn === null ? '' : nodeLink(box.gradFn)],
      ['parameters', sum.parameters ? number(sum.parameters) : ''], ['frozen', box.frozen],
      ['multiply-adds', sum.multiplyAdds ? number(sum.multiplyAdds) : ''], ['nodes', number(sum.nodes)],
      verdictRow(box.path),
    ]);
    return;
  }
  const node = nodes[item.id], box = boxes[node.box];
  details(`${node.name} #${node.id}`, [
    ['module', box.id ? boxLink(box.id) : 'none'],
    ['repr', box.repr],
    ['parameter', node.variable],
    [node.variable === undefined ? 'output' : 'shape', node.shapes],
    ['gradient goes to', node.next.map(([to, nr], i) => to === null ? `${i}: None (needs no gradient)` : nodeLink(to, nr ? ` input ${nr}` : ''))],
    ['gradient comes from', [...users[node.id].map(use => nodeLink(use.node)), ...outputsOf[node.id].map(i => link({ kind: 'output', id: i }, 'output ' + outputs[i].name))]],
    ['value', node.value], ['gradient', node.gradient],
    ['saved', Object.entries(node.saved).map(([name, value]) => `${name} = ${value}`)],
    ['multiply-adds', node.multiplyAdds ? number(node.multiplyAdds) : ''],
    verdictRow(box.path),
  ]);
}

// ---- search -------------------------------------------------------------------------------------

const MOST_HITS = 60;
const index = [
  ...boxes.filter(box => box.id).map(box => ({ item: { kind: 'box', id: box.id }, text: titleOf(box) + (again(box) ? ` (${again(box)})` : '') })),
  ...nodes.map(node => ({ item: { kind: 'node', id: node.id }, text: `${node.name} ${node.variable || ''} #${node.id}`, where: boxes[node.box].path })),
];

function search() {
  const words = $('search').value.toLowerCase().split(/\s+/).filter(Boolean);
  const list = $('hits');
  list.hidden = !words.length;
  list.replaceChildren();
  if (!words.length) return;
  const found = index.filter(entry => words.every(word => (entry.text + ' ' + (entry.where || '')).toLowerCase().includes(word)));
  for (const entry of found.slice(0, MOST_HITS)) {
    const hit = document.createElement('li');
    hit.tabIndex = 0;
    hit.textContent = entry.text + ' ';
    if (entry.where) hit.append(Object.assign(document.createElement('small'), { textContent: entry.where }));
    const go = () => { reveal(entry.item); };
    hit.onclick = go;
    hit.onkeydown = event => { if (event.key === 'Enter') go(); };
    list.append(hit);
  }
  const rest = document.createElement('li');
  rest.className = 'rest';
  rest.textContent = found.length ? (found.length > MOST_HITS ? `${found.length - MOST_HITS} more` : `${found.length} found`) : 'nothing found';
  list.append(rest);
}

// ---- steps --------------------------------------------------------------------------------------

let stepping = false, step = 0, playing = null;
const steps = makeSteps();

function makeSteps() {
  const list = [{ kind: 'start' }];
  const ends = new Map();
  const last = boxes.map(() => -1);
  for (const node of nodes) for (const box of chains[node.box]) last[box] = Math.max(last[box], node.order);
  for (const box of [...boxes].reverse()) {
    if (!box.id || !PRUNABLE_TYPES.test(box.type) || last[box.id] < 0) continue;
    if (!ends.has(last[box.id])) ends.set(last[box.id], []);
    ends.get(last[box.id]).push(box.id);
  }
  for (const node of nodes.filter(n => n.order >= 0).sort((a, b) => a.order - b.order)) {
    list.push({ kind: 'forward', node: node.id });
    for (const box of ends.get(node.order) || []) list.push({ kind: 'hook', box, node: boxes[box].gradFn });
  }
  list.push({ kind: 'turn' });
  for (const node of data.backward) list.push({ kind: 'backward', node });
  list.push({ kind: 'end' });
  return list;
}

const bold = text => `<b>${text.replace(/&/g, '&amp;').replace(/</g, '&lt;')}</b>`;
const numbers = text => text === undefined ? '' : ` = <code>${text.replace(/</g, '&lt;')}</code>`;
const whereIs = node => boxes[node.box].path ? ` in ${bold(titleOf(boxes[node.box]))}` : '';

function explain(at) {
  const node = at.node === undefined || at.node === null ? null : nodes[at.node];
  switch (at.kind) {
    case 'start': return 'The forward pass begins. Each operation on a tensor that requires grad will leave one node; → or Play goes on.';
    case 'turn': return 'Forward is over. <b>backward()</b> starts at the outputs with a gradient of ones, and runs the graph against the arrows: of the nodes whose gradients are complete, the one recorded last goes first.';
    case 'end': return 'Every leaf that requires grad has its <b>.grad</b>. The saved tensors are gone: a second backward would need retain_graph=True.';
    case 'hook': return `The forward hook of ${bold(titleOf(boxes[at.box]))} fires: its output's grad_fn is ${node ? bold(node.name) : '<b>None</b>'}. One line joins the map.`;
    case 'forward': return `${bold(node.name)} is recorded${whereIs(node)}: output ${node.shapes.join(', ')}${numbers(node.value)}. ${edgesText(node)} ${savedText(node)}`;
    default: return backwardText(node);
  }
}

function edgesText(node) {
  if (!node.next.length) return 'It has no inputs to send a gradient to.';
  const parts = node.next.map(([to]) => to === null ? 'None (that input needs no gradient)' : nodes[to].variable !== undefined ? `the leaf ${bold(nodes[to].variable)}` : bold(nodes[to].name));
  return `Its next_functions: ${parts.join(', ')}.`;
}

function savedText(node) {
  const names = Object.keys(node.saved);
  return names.length ? `For its derivative it keeps ${names.map(n => `<code>${n}</code>`).join(', ')}.` : 'Its derivative needs nothing kept.';
}

function backwardText(node) {
  const arrivals = users[node.id].length + outputsOf[node.id].length;
  const sum = arrivals > 1 ? ` ${arrivals} gradients arrived and were <b>summed</b>.` : '';
  if (node.name === 'AccumulateGrad') return `${bold(node.variable || 'a leaf')} is a leaf: <b>AccumulateGrad</b> adds the gradient ${node.shapes.join('')}${numbers(node.gradient)} to its .grad.${sum}`;
  const freed = Object.keys(node.saved).length ? ' Then its saved tensors are freed.' : '';
  const to = node.next.filter(([n]) => n !== null).length;
  return `${bold(node.name)}${whereIs(node)} receives its gradient ${node.shapes.join(', ')}${numbers(node.gradient)}.${sum} It hands ${to} gradient${to === 1 ? '' : 's'} on.${freed}`;
}

function goTo(value) {
  step = Math.min(steps.length - 1, Math.max(0, value));
  const at = steps[step];
  $('slider').value = step;
  $('count').textContent = `step ${step} of ${steps.length - 1}`;
  $('explanation').innerHTML = explain(at);
  if ($('follow').checked && at.node !== undefined && at.node !== null) openAround(at.node);
  showMap();
  mark();
}

function openAround(id) {
  const closed = chains[nodes[id].box].filter(box => !open.has(box));
  if (!closed.length) return;
  closed.forEach(box => open.add(box));
  layouts.clear();
  render();
}

function markStep() {
  const turn = steps.findIndex(s => s.kind === 'turn');
  const from = step > turn ? turn : 0;
  for (let i = from; i < step; i++) if (steps[i].node !== undefined && steps[i].node !== null) drawn.get(keyOf(standIn(steps[i].node)))?.classList.add('done');
  const at = steps[step];
  const item = at.kind === 'hook' ? closedAround(at.box) || { kind: 'box', id: at.box } : at.node !== undefined && at.node !== null ? standIn(at.node) : null;
  if (!item) return;
  const element = drawn.get(keyOf(item));
  element?.classList.add('now');
  element?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  for (const { edge, path } of drawnEdges) {
    if (edge.real.some(([a, b]) => (at.kind === 'backward' ? a : b) === at.node)) path.classList.add('now');
  }
}

function showMap() {
  $('map').hidden = !stepping;
  const list = $('entries');
  const wanted = steps.slice(0, step + 1).filter(s => s.kind === 'hook');
  while (list.children.length > wanted.length) list.lastChild.remove();
  for (const at of wanted.slice(list.children.length)) {
    const entry = document.createElement('li');
    const name = at.node === null ? 'None' : nodes[at.node].name;
    entry.append(link({ kind: 'box', id: at.box }, `${name} → ${boxes[at.box].path}`));
    list.append(entry);
  }
  list.lastChild?.scrollIntoView({ block: 'nearest' });
}

function setStepping(value) {
  stepping = value;
  $('steps').hidden = !value;
  $('step-mode').setAttribute('aria-pressed', value);
  if (!value) stop();
  if (value) goTo(step); else { showMap(); mark(); }
}

function play() {
  if (playing) { stop(); return; }
  if (step === steps.length - 1) goTo(0);
  $('play').textContent = '⏸ Pause';
  playing = setInterval(() => {
    if (step === steps.length - 1) stop(); else goTo(step + 1);
  }, 700);
}

function stop() {
  clearInterval(playing);
  playing = null;
  $('play').textContent = '▶ Play';
}

// ---- keys and buttons ---------------------------------------------------------------------------

function act(event) {
  const group = event.target.closest('.item');
  if (!group) return;
  const key = group.dataset.key;
  const item = { kind: key.replace(/\d+$/, ''), id: Number(key.match(/\d+$/)[0]) };
  choose(item);
  if (item.kind === 'box' && (event.type === 'keydown' || !open.has(item.id) || onHead(event, group))) toggle(item.id);
}

// An open box closes by a click on its head; on the ground around its parts one only chooses it.
const onHead = (event, group) => (event.clientY - group.getBoundingClientRect().top) / zoom < HEAD;

svg.addEventListener('click', act);
svg.addEventListener('keydown', event => {
  if (event.key !== 'Enter' && event.key !== ' ') return;
  event.preventDefault();
  event.stopPropagation();
  act(event);
});

function theme(dark) {
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
  $('theme').textContent = dark ? 'Light' : 'Dark';
}

const openAll = () => { boxes.forEach(box => open.add(box.id)); layouts.clear(); render(); };
const closeAll = () => { openFirst(); layouts.clear(); render(); fit(); };
const toggleTheme = () => theme(document.documentElement.dataset.theme !== 'dark');

$('search').oninput = search;
$('colour').onchange = () => { legend(); render(); };
$('open-all').onclick = openAll;
$('close-all').onclick = closeAll;
$('fit').onclick = fit;
$('zoom-in').onclick = () => scale(zoom * 1.25);
$('zoom-out').onclick = () => scale(zoom / 1.25);
$('step-mode').onclick = () => setStepping(!stepping);
$('theme').onclick = toggleTheme;
$('first').onclick = () => goTo(0);
$('back').onclick = () => goTo(step - 1);
$('forth').onclick = () => goTo(step + 1);
$('play').onclick = play;
$('slider').max = steps.length - 1;
$('slider').oninput = () => goTo(Number($('slider').value));
$('stage').addEventListener('wheel', event => {
  if (!event.ctrlKey) return;
  event.preventDefault();
  scale(zoom * (event.deltaY < 0 ? 1.1 : 1 / 1.1));
}, { passive: false });

const KEYS = {
  '/': () => $('search').focus(), e: openAll, c: closeAll, f: fit, d: toggleTheme,
  s: () => setStepping(!stepping), '+': () => scale(zoom * 1.25), '-': () => scale(zoom / 1.25),
  ArrowRight: () => stepping && goTo(step + 1), ArrowLeft: () => stepping && goTo(step - 1),
  ' ': () => stepping && play(), Escape: () => { $('search').value = ''; search(); },
};

document.addEventListener('keydown', event => {
  const typing = event.target.matches('input[type=search], select');
  if (typing && event.key !== 'Escape') return;
  if (event.target.matches('input[type=range], button') && /^( |Arrow)/.test(event.key)) return;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const action = KEYS[event.key];
  if (!action) return;
  event.preventDefault();
  action();
});

// ---- start --------------------------------------------------------------------------------------

const modules = new Set(boxes.filter(box => box.id).map(box => box.path)).size;
$('facts').textContent = counted(nodes.length, 'node') + (modules ? ` · ${counted(modules, 'module')} · ${counted(below[0].parameters, 'parameter')}` : '');
theme(matchMedia('(prefers-color-scheme: dark)').matches);
details('How to read this', [
  ['arrows', 'point the way of the forward pass; gradients flow against them', true],
  ['boxes', 'are calls of modules: click or Enter opens and closes', true],
  ['keys', '/ search · e open all · c close · f fit · + − zoom · s steps · ← → step · d dark', true],
]);
$('follow').checked = nodes.length <= 400;
openFirst();
legend();
render();
fit();
