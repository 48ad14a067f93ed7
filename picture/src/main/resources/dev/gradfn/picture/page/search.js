// ---- search -------------------------------------------------------------------------------------

const MOST_HITS = 60;
const index = [
  ...boxes.filter(box => box.id && !isPassed(box.id)).map(box => ({ item: theBox(box.id), name: box.label, text: nameOf(box.id), where: box.label === box.path ? '' : box.path })),
  ...nodes.map(node => ({
    item: theNode(node.id), name: node.variable || node.name,
    text: node.variable === undefined ? `${node.name} #${node.id}` : `${node.variable} ${node.name} #${node.id}`, where: boxes[node.box].label,
  })),
  ...outputs.map((output, i) => ({ item: theOutput(i), name: output.name, text: 'output ' + output.name, where: output.shape })),
  // A frozen parameter has no leaf: its module is shown.
  ...boxes.filter(box => box.call === 1).flatMap(box => box.frozen.map(name => parameterPath(box, name)).filter(path => !leafOf.has(path))
    .map(path => ({ item: theBox(box.id), name: path, text: path, where: 'frozen parameter' }))),
];
for (const entry of index) entry.whole = `${entry.text} ${entry.where || ''}`.toLowerCase();

// What has just this name comes first, then what begins with it.
function rank(entry, query) {
  const name = entry.name.toLowerCase();
  return name === query ? 0 : name.startsWith(query) ? 1 : 2;
}

function found(query) {
  const words = query.split(/\s+/).filter(Boolean);
  return index.filter(entry => words.every(word => entry.whole.includes(word)))
    .sort((a, b) => rank(a, query) - rank(b, query));
}

function search() {
  const query = $('search').value.trim().toLowerCase();
  const list = $('hits');
  list.hidden = !query;
  list.replaceChildren();
  if (!query) return;
  const hits = found(query);
  hits.slice(0, MOST_HITS).forEach(entry => list.append(hitOf(entry)));
  list.append(Object.assign(document.createElement('li'), { className: 'rest', textContent: hitsText(hits.length) }));
  list.parentElement.scrollTop = 0;
}

function hitOf(entry) {
  const hit = document.createElement('li');
  hit.tabIndex = 0;
  hit.textContent = entry.text + ' ';
  if (entry.where) hit.append(Object.assign(document.createElement('small'), { textContent: entry.where }));
  hit.onclick = () => reveal(entry.item);
  return hit;
}

function hitsText(count) {
  if (!count) return `nothing is called “${$('search').value.trim()}”: try a part of a name, as ${examples.join(' or ')}`;
  return count > MOST_HITS ? `${count - MOST_HITS} more` : `${count} found`;
}

const examples = [nodes[0]?.name, boxes.at(-1).label, [...leafOf.keys()].find(name => name !== '?')].filter(Boolean);

function searchFor(text) {
  $('search').value = text;
  search();
}

// Down and up go through the hits, Enter to the first or the one under the focus.
function searchKey(event) {
  const hits = [...$('hits').querySelectorAll('li:not(.rest)')];
  const at = hits.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1 }[event.key];
  if (to !== undefined && hits.length) {
    event.preventDefault();
    (hits[Math.min(to, hits.length - 1)] || $('search')).focus();
  } else if (event.key === 'Enter' && hits.length) {
    event.preventDefault();
    hits[Math.max(0, at)].click();
  } else return;
  event.stopPropagation();
}
