'use strict';
// What is drawn: boxes (calls of modules), nodes, outputs, and what hangs where.
// An item is {kind: 'box' | 'node' | 'output', id}; its key is kind + id.

const data = JSON.parse(document.getElementById('data').textContent);
const { boxes, nodes, outputs, flows, verdicts } = data;
const $ = id => document.getElementById(id);
const PRUNABLE_TYPES = /^(Conv(Transpose)?[123]d|BatchNorm[123]d|Linear|PReLU)$/;

const childBoxes = boxes.map(() => []);
const ownNodes = boxes.map(() => []);
const below = boxes.map(() => ({ nodes: 0, parameters: 0, multiplyAdds: 0, frozen: new Set(), own: 0 }));
const users = nodes.map(() => []);
const outputsOf = nodes.map(() => []);
const leafOf = new Map();
const firstCallOf = new Map();

for (const box of boxes) {
  if (box.id && !firstCallOf.has(box.path)) firstCallOf.set(box.path, box.id);
}
for (const node of nodes) {
  ownNodes[node.box].push(node.id);
  if (node.variable !== undefined) leafOf.set(node.variable, node.id);
  node.next.forEach(([to, nr]) => { if (to !== null) users[to].push({ node: node.id, nr }); });
  below[node.box].nodes++;
  below[node.box].multiplyAdds += node.multiplyAdds;
}
outputs.forEach((output, i) => { if (output.node !== null) outputsOf[output.node].push(i); });
const parameterPath = (box, name) => box.path ? box.path + '.' + name : name;
for (const box of boxes) {
  // A module called twice owns its parameters once.
  if (box.call === 1) below[box.id].parameters += box.parameters;
  for (const name of box.frozen) below[box.id].frozen.add(parameterPath(box, name));
  below[box.id].own += box.parameters > 0 ? 1 : 0;
}
for (let i = boxes.length - 1; i > 0; i--) {
  const up = below[boxes[i].parent];
  for (const key of ['nodes', 'parameters', 'multiplyAdds', 'own']) up[key] += below[i][key];
  below[i].frozen.forEach(name => up.frozen.add(name));
}

// Its result needs no gradient, so nothing was recorded in it.
const isSilent = id => below[id].nodes === 0 && !boxes[id].requiresGrad;
// It only gives on what it was given, as Identity does: arrows go past it, and it is not drawn.
const isPassed = id => id > 0 && below[id].nodes === 0 && boxes[id].requiresGrad;
const hasParts = id => id === 0 || childBoxes[id].length + ownNodes[id].length > 0;
for (const box of boxes) if (box.id && !isPassed(box.id)) childBoxes[box.parent].push(box.id);

// Boxes from the outermost to this one.
const chains = boxes.map(box => {
  const chain = [];
  for (let at = box.id; at >= 0; at = boxes[at].parent) chain.unshift(at);
  return chain;
});

const keyOf = item => item.kind + item.id;
const itemOf = key => ({ kind: key.replace(/\d+$/, ''), id: Number(key.match(/\d+$/)[0]) });
const theNode = id => ({ kind: 'node', id });
const theBox = id => ({ kind: 'box', id });
const theOutput = id => ({ kind: 'output', id });

// ---- words --------------------------------------------------------------------------------------

const number = value => value.toLocaleString('en');
const short = value => {
  for (const [unit, size] of [['G', 1e9], ['M', 1e6], ['k', 1e3]]) {
    if (value >= size) return (value / size).toPrecision(3) + ' ' + unit;
  }
  return String(value);
};
const counted = (count, what) => `${number(count)} ${what}${count === 1 ? '' : 's'}`;
const titleOf = box => `${box.label} ${box.type}`.trim();
const again = box => box.calls > 1 ? `call ${box.call} of ${box.calls}` : '';
const nameOf = id => boxes[id].calls > 1 ? `${titleOf(boxes[id])} (${again(boxes[id])})` : titleOf(boxes[id]);
