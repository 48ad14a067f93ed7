// ---- where things go ----------------------------------------------------------------------------

const MARGIN = 14, HEAD = 26, LINE = 16;
const FONT = 'system-ui, "Segoe UI", "DejaVu Sans", sans-serif';
const layouts = new Map();
const ruler = document.createElement('canvas').getContext('2d');

function measured(text, font) {
  ruler.font = font + FONT;
  return ruler.measureText(text).width;
}

// The first line is bold.
const widthOf = lines =>
  Math.ceil(Math.max(...lines.map((line, i) => measured(line, i ? '11px ' : '600 12px ')))) + 22;

const more = texts => texts[0] + (texts.length > 1 ? ` + ${texts.length - 1} more` : '');

// Lines of {text, kind}; the first is the name.
function linesOf(item) {
  const lines = item.kind === 'output' ? outputLines(outputs[item.id])
    : item.kind === 'node' ? nodeLines(nodes[item.id]) : boxLines(boxes[item.id]);
  return lines.map(line => typeof line === 'string' ? { text: line, kind: '' } : line);
}

const outputLines = output =>
  ['output ' + output.name, output.shape, output.node === null ? 'no grad_fn: no backward' : 'backward starts here'];

function nodeLines(node) {
  const lines = [node.name];
  if (node.variable !== undefined) lines.push(node.variable);
  if (node.shapes.length) lines.push(more(node.shapes).replace(/ float32\b/, ''));
  if (node.value !== undefined) lines.push({ text: '= ' + bare(node.value), kind: 'value' });
  if (node.gradient !== undefined) lines.push({ text: 'gradient ' + bare(node.gradient), kind: 'gradient' });
  return lines;
}

const LONGEST = 40;
function bare(tensor) {
  const text = tensor.replace(/^tensor\((.*)\)$/, '$1');
  return text.length <= LONGEST ? text : text.slice(0, LONGEST - 1) + '…';
}

function boxLines(box) {
  const sum = below[box.id];
  const lines = [titleOf(box)];
  if (box.calls > 1) lines.push(again(box));
  if (box.outputs.length) lines.push('→ ' + more(box.outputs));
  const recorded = sum.nodes ? counted(sum.nodes, 'node') : 'no grad_fn';
  lines.push(recorded + (sum.parameters ? ` · ${short(sum.parameters)} parameters` : ''));
  if (sum.frozen.size) lines.push({ text: frozenText(box), kind: 'cold' });
  return lines;
}

function frozenText(box) {
  if (isSilent(box.id)) return 'frozen';
  return 'frozen: ' + (box.frozen.length ? box.frozen.join(', ') : counted(below[box.id].frozen.size, 'parameter'));
}

function sizeOf(item) {
  if (item.kind === 'box' && open.has(item.id)) {
    const inner = layoutOf(item.id);
    return { width: inner.width, height: inner.height, inner };
  }
  const lines = linesOf(item);
  return { width: widthOf(lines.map(line => line.text)) + (item.kind === 'box' ? 16 : 0), height: 14 + LINE * lines.length, lines };
}

function itemsOf(container) {
  const items = [...childBoxes[container].map(theBox), ...ownNodes[container].map(theNode)];
  return container === 0 ? [...items, ...outputs.map((_, i) => theOutput(i))] : items;
}

function layoutOf(container) {
  if (layouts.has(container)) return layouts.get(container);
  const graph = new dagre.graphlib.Graph({ multigraph: false });
  graph.setGraph({ rankdir: 'TB', nodesep: 22, ranksep: 26, marginx: MARGIN, marginy: MARGIN });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const item of itemsOf(container)) graph.setNode(keyOf(item), Object.assign({ item }, sizeOf(item)));
  for (const edge of (edgesByBox.get(container) || new Map()).values()) {
    edge.label = edgeLabel(edge);
    // Room for the label, so that it covers nothing.
    const room = edge.label ? { width: measured(edge.label, '10px ') + 6, height: 12, labelpos: 'r', labeloffset: 4 } : {};
    graph.setEdge(keyOf(edge.from), keyOf(edge.to), Object.assign({ edge }, room));
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
