// ---- what is chosen, in words -------------------------------------------------------------------

const MOST_LINKS = 12;

// Rows of [term, value or values, kind]; those without a value are left out.
function details(title, rows) {
  const list = document.createElement('dl');
  for (const [term, value, kind] of rows) {
    const parts = [value].flat().filter(part => part !== '' && part !== null && part !== undefined);
    if (!parts.length) continue;
    const dt = document.createElement('dt'), dd = document.createElement('dd');
    dt.textContent = term;
    if (kind) { dt.className = kind; dd.className = kind; }
    parts.forEach(part => {
      const line = document.createElement('div');
      line.append(part instanceof Node ? part : String(part));
      dd.append(line);
    });
    list.append(dt, dd);
  }
  const head = document.createElement('h2');
  head.textContent = title;
  $('details').replaceChildren(head, list);
  $('details').parentElement.scrollTop = 0;
}

function action(text, run) {
  const a = document.createElement('a');
  a.className = 'to';
  a.href = '#';
  a.textContent = text;
  a.onclick = event => { event.preventDefault(); run(); };
  return a;
}

const link = (item, text) => action(text, () => reveal(item));

function withWords(element, words) {
  const span = document.createElement('span');
  span.append(element, words);
  return span;
}

function nodeLink(id, extra = '') {
  const node = nodes[id], where = node.box ? ' in ' + boxes[node.box].label : '';
  if (node.variable !== undefined && node.variable !== '?') return withWords(link(theNode(id), node.variable), extra + ' (leaf)');
  return withWords(link(theNode(id), `${node.name} #${id}`), extra + where);
}

const boxLink = id => link(theBox(id), nameOf(id));
const outputLink = id => link(theOutput(id), 'output ' + outputs[id].name);

function some(links) {
  const rest = links.length - MOST_LINKS;
  return rest > 1 ? [...links.slice(0, MOST_LINKS), `and ${rest} more`] : links;
}

// ---- pruning

// What a verdict names, as a link to it.
function named(name, reason) {
  if (reason === 'output') {
    const at = outputs.findIndex(output => output.name === name);
    if (at >= 0) return outputLink(at);
  }
  if (firstCallOf.has(name)) return link(theBox(firstCallOf.get(name)), name);
  if (leafOf.has(name)) return link(theNode(leafOf.get(name)), name);
  const owner = name.slice(0, Math.max(0, name.lastIndexOf('.')));
  if (firstCallOf.has(owner)) return link(theBox(firstCallOf.get(owner)), name);
  return nodes.some(node => node.name === name) ? action(name, () => searchFor(name)) : name;
}

// Without the names, which follow as links.
const sentence = verdict => verdict.prunable ? 'prunable' : verdict.text.replace(/ \([^()]*\)$/, '');

function pruningRows(path) {
  const verdict = verdicts[path];
  if (!verdict) return [];
  const others = verdict.group.filter(([member]) => member !== path);
  const links = others.map(([member, side]) => withWords(named(member), side === 'out' ? ' (out)' : ' (in)'));
  return [
    ['pruning', sentence(verdict), verdict.prunable ? 'words good' : 'words bad'],
    ['because of', some(verdict.because.map(name => named(name, verdict.reason)))],
    [verdict.prunable ? 'together with' : 'hangs together with', some(links)],
  ];
}

// Of a box whose layers are inside.
function layerRows(id) {
  const layers = [...verdictsBelow(id)].filter(([path]) => path !== boxes[id].path);
  if (!layers.length) return [];
  const bad = layers.filter(([, verdict]) => !verdict.prunable);
  const text = bad.length ? `${layers.length - bad.length} of ${counted(layers.length, 'layer')} in it prunable` : layers.length === 1 ? 'the layer in it is prunable' : `all ${layers.length} layers in it are prunable`;
  return [
    ['pruning', text, bad.length ? 'words bad' : 'words good'],
    ['not prunable', some(bad.map(([path, verdict]) => withWords(named(path), sentence(verdict).replace('not prunable', '')))), 'words'],
  ];
}

// ---- boxes, nodes, outputs

function frozenRow(box) {
  const own = box.frozen.map(name => parameterPath(box, name));
  const names = own.length ? own : [...below[box.id].frozen];
  return ['frozen', some(names.map(name => own.length ? name : named(name)))];
}

// A bracket that opens the list of children is no news.
const reprOf = box => box.repr.replace(/\($/, '');

function showBox(id) {
  const box = boxes[id], sum = below[id];
  const comesFrom = flows.filter(([, kind, to]) => kind === 'box' && to === id).map(([from]) => from);
  const goesTo = flows.filter(([from]) => from === id);
  details(titleOf(box), [
    ['module', reprOf(box)],
    ['shared as', box.label === box.path ? '' : box.path],
    ['calls', box.calls > 1 ? [again(box), ...otherCalls(box)] : ''],
    ['called by', box.parent > 0 ? boxLink(box.parent) : ''],
    ['grad_fn', box.gradFn !== null ? nodeLink(box.gradFn) : isSilent(id) ? 'None: nothing before its result, and none of its parameters, requires grad' : '', box.gradFn === null ? 'words' : ''],
    ...(verdicts[box.path] ? pruningRows(box.path) : layerRows(id)),
    verdicts[box.path]?.reason === 'frozen' ? ['', ''] : frozenRow(box),
    ['inputs', box.inputs], ['outputs', box.outputs],
    ['takes from', some([...new Set(comesFrom)].map(boxLink))],
    ['gives to', some([...new Map(goesTo.map(([, kind, to]) => [kind + to, itemLink({ kind, id: to })])).values()])],
    ['parameters', sum.parameters ? number(sum.parameters) : ''],
    ['multiply-adds', sum.multiplyAdds ? number(sum.multiplyAdds) : ''],
    ['nodes', number(sum.nodes)],
  ]);
}

const itemLink = item => item.kind === 'box' ? boxLink(item.id) : item.kind === 'node' ? nodeLink(item.id) : outputLink(item.id);

const otherCalls = box =>
  some(boxes.filter(other => other.path === box.path && other.type === box.type && other !== box)
    .map(other => withWords(link(theBox(other.id), 'call ' + other.call), other.parent > 0 ? ' in ' + titleOf(boxes[other.parent]) : '')));

function showOutput(id) {
  const output = outputs[id];
  details('Output ' + output.name, [
    ['shape', output.shape],
    ['backward', output.node === null ? 'cannot start here: nothing that this output depends on requires grad' : 'starts here: the gradient of the loss with respect to this output comes in', 'words'],
    ['gradient goes to', output.node === null ? '' : nodeLink(output.node), 'goes'],
  ]);
}

function showNode(id) {
  const node = nodes[id], box = boxes[node.box];
  const isLeaf = node.variable !== undefined;
  details(isLeaf && node.variable !== '?' ? `${node.name} of ${node.variable}` : `${node.name} #${node.id}`, [
    ['module', box.id ? boxLink(box.id) : 'none: recorded outside of all modules', box.id ? '' : 'words'],
    ['', box.id ? reprOf(box) : ''],
    ['gradient comes from', [...users[id].map(use => nodeLink(use.node)), ...outputsOf[id].map(outputLink)], 'comes'],
    ['gradient goes to', isLeaf ? `.grad of ${node.variable === '?' ? 'this leaf' : node.variable}` : node.next.map((_, input) => goesTo(id, input)), 'goes'],
    ...pruningRows(box.path),
    ['value', node.value], ['gradient', node.gradient],
    ['shape', node.shapes],
    ['saved', Object.entries(node.saved).map(([name, value]) => `${name} = ${value}`)],
    ['multiply-adds', node.multiplyAdds ? number(node.multiplyAdds) : ''],
  ]);
}

// next_functions[input]
function goesTo(id, input) {
  const [to, nr] = nodes[id].next[input];
  if (to === null) return nowhere(id, input);
  const line = nodeLink(to, nr ? ` (its output ${nr})` : '');
  if (nodes[id].next.length > 1) line.prepend(input + ': ');
  return line;
}

// Where a gradient does not go, and whose tensor that is.
function nowhere(id, input) {
  const makers = [...new Set(flows.filter(([, kind, to]) => kind === 'node' && to === id).map(([from]) => from))];
  const frozen = boxes[nodes[id].box].frozen;
  const words = document.createElement('span');
  words.className = 'words';
  words.append(`${input}: None, this input needs no gradient`);
  if (input === 0 && makers.length) words.append(' (made by ', ...makers.flatMap((box, i) => i ? [', ', boxLink(box)] : [boxLink(box)]), ')');
  else if (input > 0 && frozen.length) words.append(` (frozen: ${frozen.join(', ')})`);
  return words;
}

const showDetails = item => ({ box: showBox, node: showNode, output: showOutput })[item.kind](item.id);

// ---- at the start

function showGuide() {
  const layers = Object.keys(verdicts).length > 0;
  details('How to read this', [
    ['arrows', 'point the way of the forward pass; gradients go against them', 'words'],
    ['boxes', boxes.length > 1 ? 'are calls of modules: click or Enter opens and closes' : '', 'words'],
    ['which module made this node?', boxes.length > 1 ? 'the box around it; or search its name and click it' : '', 'words'],
    ['why is this layer not prunable?', layers ? action('colour by prunable', () => colourBy('prunable')) : '', 'words'],
    ['where does a gradient go?', withWords(action('play the steps', () => setStepping(true)), ', or click a node'), 'words'],
    ['keys', '/ search · arrows walk, Enter opens · e open all · c close · f fit · + − zoom · s steps · d dark', 'words'],
  ]);
}
