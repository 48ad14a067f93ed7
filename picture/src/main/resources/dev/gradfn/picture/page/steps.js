// ---- steps: the forward pass as it is recorded, then the backward pass ---------------------------

let stepping = false, step = 0, playing = null;
const steps = makeSteps();
const turn = steps.findIndex(at => at.kind === 'turn');
const forwardStep = new Map(), backwardStep = new Map();
steps.forEach((at, i) => {
  if (at.kind === 'forward') forwardStep.set(at.node, i);
  if (at.kind === 'backward') backwardStep.set(at.node, i);
});

function makeSteps() {
  const forward = nodes.filter(node => node.order >= 0).map(node => ({ at: node.order, kind: 'forward', node: node.id }));
  const last = boxes.map(box => box.begin - 1);
  for (const node of nodes) for (const box of chains[node.box]) last[box] = Math.max(last[box], node.order);
  for (const box of boxes) {
    if (box.id && PRUNABLE_TYPES.test(box.type)) forward.push({ at: last[box.id] + 0.5, kind: 'hook', box: box.id, node: box.gradFn });
  }
  forward.sort((a, b) => a.at - b.at);
  const backward = data.backward.map(node => ({ kind: 'backward', node }));
  const end = nodes.length ? [{ kind: 'end' }] : [];
  return [{ kind: 'start' }, ...forward, { kind: 'turn' }, ...backward, ...end];
}

const hasNode = at => at.node !== undefined && at.node !== null;
const escaped = text => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
const bold = text => `<b>${escaped(text)}</b>`;
const numbers = text => text === undefined ? '' : ` = <code>${escaped(text)}</code>`;
const whereIs = node => node.box ? ` in ${bold(titleOf(boxes[node.box]))}` : '';

function explain(at) {
  const node = hasNode(at) ? nodes[at.node] : null;
  switch (at.kind) {
    case 'start': return 'The forward pass begins. Each operation on a tensor that requires grad will leave one node; → or Play goes on.';
    case 'turn': return nodes.length ? 'Forward is over. <b>backward()</b> starts at the outputs with a gradient of ones, and runs the graph against the arrows: of the nodes whose gradients are complete, the one recorded last goes first.'
      : 'Forward is over, and nothing was recorded: no parameter and no input requires grad, so there is no backward pass.';
    case 'end': return 'Every leaf that requires grad has its <b>.grad</b>. The saved tensors are gone: a second backward would need retain_graph=True.';
    case 'hook': return `The forward hook of ${bold(titleOf(boxes[at.box]))} fires: its output's grad_fn is ${node ? bold(node.name) + '. One line joins the map.' : '<b>None</b>, because nothing before it requires grad. All such modules share the one key None in the map; the last one stays.'}`;
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
  return names.length ? `For its derivative it keeps ${names.map(n => `<code>${escaped(n)}</code>`).join(', ')}.` : 'Its derivative needs nothing kept.';
}

function backwardText(node) {
  const arrivals = users[node.id].length + outputsOf[node.id].length;
  const sum = arrivals > 1 ? ` ${arrivals} gradients arrived and were <b>summed</b>.` : '';
  if (node.name === 'AccumulateGrad') return `${bold(node.variable || 'a leaf')} is a leaf: <b>AccumulateGrad</b> adds the gradient ${node.shapes.join('')}${numbers(node.gradient)} to its .grad.${sum}`;
  const freed = Object.keys(node.saved).length ? ' Then its saved tensors are freed.' : '';
  const to = node.next.filter(([n]) => n !== null).length;
  return `${bold(node.name)}${whereIs(node)} receives its gradient ${node.shapes.join(', ')}${numbers(node.gradient)}.${sum} It hands ${counted(to, 'gradient')} on.${freed}`;
}

function goTo(value) {
  step = Math.min(steps.length - 1, Math.max(0, value));
  const at = steps[step], item = itemAt(at);
  $('slider').value = step;
  $('count').textContent = `step ${step} of ${steps.length - 1}`;
  $('explanation').innerHTML = explain(at);
  chosen = null;
  if (item && $('follow').checked) openAround(item);
  if (item) showDetails(item);
  showMap();
  mark();
}

// What a step is about.
function itemAt(at) {
  if (at.kind === 'hook') return theBox(at.box);
  return hasNode(at) ? theNode(at.node) : null;
}

function markStep() {
  showNumbers();
  if (!stepping) return;
  for (let i = step > turn ? turn : 0; i < step; i++) {
    if (hasNode(steps[i])) drawn.get(keyOf(standIn(theNode(steps[i].node))))?.classList.add('done');
  }
  const at = steps[step];
  if (!itemAt(at)) return;
  const element = drawn.get(keyOf(standIn(itemAt(at))));
  element?.classList.add('now');
  element?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  for (const { edge, path } of drawnEdges) {
    if (edge.real.some(ends => isEnd(ends[at.kind === 'backward' ? 0 : 1], at))) path.classList.add('now');
  }
}

const isEnd = (item, at) => item.kind === 'node' && at.kind !== 'hook' && item.id === at.node;

// While steps are played, a number is seen once it is known.
function showNumbers() {
  for (const [kind, known] of [['value', forwardStep], ['gradient', backwardStep]]) {
    for (const text of svg.querySelectorAll('text.' + kind)) {
      const at = known.get(itemOf(text.parentNode.dataset.key).id);
      text.classList.toggle('unknown', stepping && at !== undefined && at > step);
    }
  }
}

function showMap() {
  $('map').hidden = !stepping || !steps.some(at => at.kind === 'hook');
  const list = $('entries');
  const wanted = steps.slice(0, step + 1).filter(at => at.kind === 'hook');
  while (list.children.length > wanted.length) list.lastChild.remove();
  for (const at of wanted.slice(list.children.length)) {
    const entry = document.createElement('li');
    entry.append(link(theBox(at.box), `${hasNode(at) ? nodes[at.node].name : 'None'} → ${boxes[at.box].label}`));
    list.append(entry);
  }
  // One key for all of them: the next takes the place of the last.
  const none = [...list.children].filter((_, i) => !hasNode(wanted[i]));
  none.forEach((entry, i) => entry.classList.toggle('replaced', i < none.length - 1));
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
