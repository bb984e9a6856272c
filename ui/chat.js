// The source pane: shows the place that a footnote names, and follows links inside the source.
const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
const pane = element.closest('#fn-source');
let latest = 0;
const left = document.getElementById('fn-left');
const right = document.getElementById('fn-right');
let origin = left;

function scrollPane(target) {
  if (!target) return;
  const into = target.getBoundingClientRect().top - pane.getBoundingClientRect().top;
  const top = pane.scrollTop + into - pane.clientHeight / 4;
  pane.scrollTo({ top, behavior: calm ? 'auto' : 'smooth' });
}

function stacked() {
  return getComputedStyle(document.getElementById('fn-panes')).flexDirection === 'column';
}

function scrollPage(target, block) {
  if (stacked()) target.scrollIntoView({ block, behavior: calm ? 'auto' : 'smooth' });
}

// On a narrow screen the source opens over the conversation; Back, Escape and the link close it.
function over() {
  return right.classList.contains('fn-over');
}

function open() {
  if (!stacked() || over()) return;
  history.pushState({}, '');
  right.classList.add('fn-over');
  right.setAttribute('role', 'dialog');
  right.setAttribute('aria-label', 'Source');
  left.inert = true;
  right.querySelector('.fn-return').focus({ preventScroll: true });
}

function shut() {
  if (!over()) return;
  right.classList.remove('fn-over');
  right.removeAttribute('role');
  right.removeAttribute('aria-label');
  left.inert = false;
  scrollPage(origin, 'center');
  origin.focus({ preventScroll: true });
}

addEventListener('popstate', shut);
addEventListener('resize', () => over() && !stacked() && history.back());
document.addEventListener('keydown', (event) => event.key === 'Escape' && over() && history.back());
if (new URLSearchParams(location.search).has('doc')) open();

async function show(link) {
  const mine = ++latest;
  if (!pane.contains(link)) origin = link;
  const html = await server.show(JSON.parse(link.dataset.place));
  if (mine !== latest) return;
  props.value = html;
  await new Promise((done) => setTimeout(done));
  const shown = document.querySelectorAll('#fn-conversation .fn-place[aria-current]');
  shown.forEach((one) => one.removeAttribute('aria-current'));
  if (!pane.contains(link)) link.setAttribute('aria-current', 'true');
  open();
  scrollPane(element.querySelector('mark') ?? element);
}

function jump(link) {
  const target = document.getElementById(link.getAttribute('href').slice(1));
  element.querySelectorAll('.fn-here').forEach((one) => one.classList.remove('fn-here'));
  target?.classList.add('fn-here');
  scrollPane(target);
}

document.addEventListener('click', (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  const link = event.target.closest('a.fn-place, a.fn-jump, a.fn-return');
  if (!link) return;
  event.preventDefault();
  if (link.matches('.fn-place')) show(link);
  else if (link.matches('.fn-jump')) jump(link);
  else if (over()) history.back();
  else scrollPage(origin, 'center');
});

watch('value', () => scrollPane(element.querySelector('mark') ?? element));
