// ---- which boxes are open, and the arrows that are seen then -------------------------------------

const SMALL_GRAPH = 60;
const open = new Set();

function openFirst() {
  open.clear();
  const silent = boxes.filter(box => isSilent(box.id)).length;
  if (nodes.length + silent <= SMALL_GRAPH) { openEverything(); return; }
  // Down to the first box that has several parts: the layers.
  let at = 0;
  for (;;) {
    open.add(at);
    if (childBoxes[at].length !== 1) return;
    at = childBoxes[at][0];
  }
}

function openEverything() {
  for (const box of boxes) if (hasParts(box.id)) open.add(box.id);
}

function closedAround(id) {
  const box = chains[id].find(at => !open.has(at) && hasParts(at));
  return box === undefined ? null : theBox(box);
}

// The visible thing that stands for an item: itself, or the outermost closed box around it.
function standIn(item) {
  if (item.kind === 'output') return item;
  if (item.kind === 'node') return closedAround(nodes[item.id].box) || item;
  return closedAround(boxes[item.id].parent) || item;
}

// One end of an arrow: the boxes around it; the last is itself if there is no node.
const spotOf = item => ({ item, boxes: chains[item.kind === 'node' ? nodes[item.id].box : item.id] });

// What stands for a spot directly inside the box at a depth of its chain.
const seenAt = (spot, depth) => depth + 1 < spot.boxes.length ? theBox(spot.boxes[depth + 1]) : spot.item;

// Each open box is laid out by itself; an arrow is drawn in the innermost box that holds both ends.
let edgesByBox;

function collectEdges() {
  edgesByBox = new Map();
  for (const node of nodes) {
    for (const [to, nr] of node.next) {
      if (to !== null) between(theNode(to), theNode(node.id), nodes[to].shapes[nr], true);
    }
  }
  outputs.forEach((output, i) => {
    if (output.node !== null) toOutput(theNode(output.node), i, true);
  });
  for (const [from, kind, to, shape] of flows) {
    if (kind === 'output') toOutput(theBox(from), to, false);
    else between(theBox(from), { kind, id: to }, shape, false);
  }
}

function toOutput(from, output, recorded) {
  if (open.has(0)) addEdge(0, seenAt(spotOf(from), 0), theOutput(output), '', recorded, [from, theOutput(output)]);
}

function between(a, b, shape, recorded) {
  const from = spotOf(a), to = spotOf(b);
  const one = from.boxes, two = to.boxes;
  let depth = 0;
  while (depth + 1 < one.length && depth + 1 < two.length && one[depth + 1] === two[depth + 1]) depth++;
  for (let i = 0; i <= depth; i++) if (!open.has(one[i])) return;
  addEdge(one[depth], seenAt(from, depth), seenAt(to, depth), shape, recorded, [a, b]);
}

// real: what it really goes between, inside closed boxes too.
function addEdge(container, from, to, shape, recorded, real) {
  if (!edgesByBox.has(container)) edgesByBox.set(container, new Map());
  const edges = edgesByBox.get(container);
  const key = keyOf(from) + '>' + keyOf(to);
  if (!edges.has(key)) edges.set(key, { from, to, shapes: [], recorded: false, real: [] });
  const edge = edges.get(key);
  edge.recorded ||= recorded;
  // One tensor may go unrecorded to several calls in a box.
  if (shape && (recorded || !edge.shapes.includes(shape))) edge.shapes.push(shape);
  edge.real.push(real);
}

// `[3]`, `2 × [3]` where one tensor is used twice, or how many go this way.
function edgeLabel(edge) {
  const { shapes } = edge;
  if (!shapes.length) return '';
  const shape = shapes[0].replace(/ float32$/, '');
  if (shapes.length === 1) return shape;
  return shapes.every(one => one === shapes[0]) ? `${shapes.length} × ${shape}` : `${shapes.length} tensors`;
}
