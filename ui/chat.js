// The source pane: shows the place that a footnote names, and follows links inside the source.
const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
let origin = null;

function scrollPane(target) {
  if (!target) return;
  const into = target.getBoundingClientRect().top - element.getBoundingClientRect().top;
  const top = element.scrollTop + into - element.clientHeight / 4;
  element.scrollTo({ top, behavior: calm ? 'auto' : 'smooth' });
}

function stacked() {
  return getComputedStyle(document.getElementById('fn-panes')).flexDirection === 'column';
}

function scrollPage(target) {
  if (target && stacked()) target.scrollIntoView({ block: 'start', behavior: calm ? 'auto' : 'smooth' });
}

async function show(link) {
  document.querySelectorAll('.fn-place[aria-current]').forEach((one) => one.removeAttribute('aria-current'));
  link.setAttribute('aria-current', 'true');
  origin = link;
  props.value = await server.show(JSON.parse(link.dataset.place));
  await new Promise((done) => setTimeout(done));
  scrollPane(element.querySelector('mark'));
  scrollPage(element);
}

document.addEventListener('click', (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  const place = event.target.closest('a.fn-place');
  const jump = event.target.closest('a.fn-jump');
  if (!place && !jump) return;
  event.preventDefault();
  if (place) return show(place);
  const target = document.getElementById(jump.getAttribute('href').slice(1));
  element.querySelectorAll('.fn-here').forEach((one) => one.classList.remove('fn-here'));
  target?.classList.add('fn-here');
  scrollPane(target);
});

watch('value', () => scrollPane(element.querySelector('mark')));
