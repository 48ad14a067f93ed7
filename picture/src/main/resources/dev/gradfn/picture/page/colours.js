// ---- colours ------------------------------------------------------------------------------------

// Verdicts of the layers in and below a box, by path.
function verdictsBelow(id, found = new Map()) {
  const { path } = boxes[id];
  if (verdicts[path]) found.set(path, verdicts[path]);
  for (const child of childBoxes[id]) verdictsBelow(child, found);
  return found;
}

function colourOf(item) {
  const colour = $('colour').value;
  if (item.kind === 'output') return '';
  if (colour === 'kind') return item.kind === 'node' && nodes[item.id].name === 'AccumulateGrad' ? 'leaf' : '';
  const id = item.kind === 'box' ? item.id : nodes[item.id].box;
  if (colour === 'cost' || item.kind === 'box' && open.has(item.id)) return 'plain';
  return colour === 'prunable' ? prunableColour(id) : frozenColour(id);
}

function prunableColour(id) {
  const found = [...verdictsBelow(id).values()].map(verdict => verdict.prunable);
  if (!found.length) return 'plain';
  return found.every(Boolean) ? 'yes' : found.some(Boolean) ? 'mixed' : 'no';
}

function frozenColour(id) {
  if (!below[id].own) return 'plain';
  return below[id].frozen.size ? 'no' : 'yes';
}

const dearest = Math.max(1, ...nodes.map(node => node.multiplyAdds));
function paintCost(item, group) {
  if ($('colour').value !== 'cost' || item.kind === 'output') return;
  if (item.kind === 'box' && open.has(item.id)) return;
  const cost = item.kind === 'box' ? below[item.id].multiplyAdds : nodes[item.id].multiplyAdds;
  const share = Math.min(1, Math.sqrt(cost / dearest));
  group.firstChild.style.fill = `color-mix(in srgb, var(--cost) ${Math.round(100 * share)}%, var(--box-in))`;
}

const LEGENDS = {
  kind: () => [
    nodes.length && ['--op', '--op-line', 'grad_fn node: an operation'],
    leafOf.size && ['--leaf', '--leaf-line', 'AccumulateGrad: a leaf, its gradient ends in .grad'],
    boxes.length > 1 && ['--box', '--box-line', 'call of a module; + opens it'],
    boxes.some(box => isSilent(box.id)) && ['--silent', '--silent-line', 'nothing recorded: needs no gradient', 'dashed'],
    ['--out', '--out-line', outputs.some(output => output.node !== null) ? 'output: backward starts here' : 'output'],
  ],
  prunable: () => [
    ['--yes', '--yes-line', 'prunable'], ['--mixed', '--mixed-line', 'some layers in it are'],
    ['--no', '--no-line', 'not prunable: click for the reason'],
    ['--box-in', '--line', Object.keys(verdicts).length ? 'no layer with channels of its own' : 'nothing is known: drawn without verdicts'],
  ],
  frozen: () => [
    ['--yes', '--yes-line', 'all parameters require grad'], ['--no', '--no-line', 'some parameter is frozen'],
    ['--box-in', '--line', 'no parameters'],
  ],
  cost: () => [['--cost', '--cost', `most multiply-adds: ${short(dearest)} in one node`], ['--box-in', '--line', boxes.some(box => isSilent(box.id)) ? 'next to none, or not recorded' : 'next to none']],
};

function legend() {
  $('legend').innerHTML = '<h2>Legend</h2>';
  const list = document.createElement('ul');
  for (const [fill, line, text, border] of LEGENDS[$('colour').value]().filter(Boolean)) {
    const entry = document.createElement('li'), swatch = document.createElement('i');
    swatch.style.cssText = `background: var(${fill}); border: 1px ${border || 'solid'} var(${line})`;
    entry.append(swatch, text);
    list.append(entry);
  }
  $('legend').append(list);
}
