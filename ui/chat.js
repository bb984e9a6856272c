// The source pane: shows the place that a footnote names, and follows links inside the source.
const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
const pane = element.closest('#fn-source');
let latest = 0;
let origin = document.getElementById('fn-left');

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
  scrollPane(element.querySelector('mark') ?? element);
  scrollPage(document.getElementById('fn-right'), 'start');
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
  else scrollPage(origin, 'center');
});

watch('value', () => scrollPane(element.querySelector('mark') ?? element));
