// ---- keys and buttons ---------------------------------------------------------------------------

function act(event) {
  const group = event.target.closest('.item');
  if (!group) return;
  const item = itemOf(group.dataset.key);
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

function colourBy(value) {
  $('colour').value = value;
  legend();
  render();
}

const openAll = () => { openEverything(); layouts.clear(); render(); };
const closeAll = () => { openFirst(); layouts.clear(); render(); fit(); };
const toggleTheme = () => theme(document.documentElement.dataset.theme !== 'dark');

$('search').oninput = search;
$('search').onkeydown = searchKey;
$('hits').onkeydown = searchKey;
$('colour').onchange = () => colourBy($('colour').value);
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
  ArrowRight: () => stepping ? goTo(step + 1) : walk('ArrowRight'),
  ArrowLeft: () => stepping ? goTo(step - 1) : walk('ArrowLeft'),
  ArrowUp: () => walk('ArrowUp'), ArrowDown: () => walk('ArrowDown'),
  ' ': () => stepping && play(), Escape: () => searchFor(''),
};

document.addEventListener('keydown', event => {
  const typing = event.target.matches('input[type=search], select');
  if (typing && event.key !== 'Escape') return;
  if (event.target.matches('input[type=range], button') && /^( |Arrow)/.test(event.key)) return;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const run = KEYS[event.key];
  if (!run) return;
  event.preventDefault();
  run();
});

// ---- start --------------------------------------------------------------------------------------

function facts() {
  const modules = new Set(boxes.filter(box => box.id).map(box => box.path)).size;
  const sum = below[0];
  const frozen = sum.frozen.size ? ` (${counted(sum.frozen.size, 'tensor')} frozen)` : '';
  return [
    counted(nodes.length, 'node'), modules && counted(modules, 'module'), modules && counted(sum.parameters, 'parameter') + frozen,
  ].filter(Boolean).join(' · ');
}

$('facts').textContent = facts();
theme(matchMedia('(prefers-color-scheme: dark)').matches);
$('follow').checked = nodes.length <= 400;
showGuide();
openFirst();
legend();
render();
fit();
