// The conversation: shows the newest turn from its question on whenever it grows; Edit and Copy.
watch('value', () => {
  const turns = element.querySelectorAll('.fn-turn');
  const last = turns[turns.length - 1], pane = element.closest('#fn-conversation');
  const into = last ? last.getBoundingClientRect().top - pane.getBoundingClientRect().top : 0;
  pane.scrollTo({ top: pane.scrollTop + into + 1 });
});

async function copy(button) {
  const text = button.dataset.copy;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Browsers give no clipboard to pages that come over a network without TLS.
    const area = document.createElement('textarea');
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  }
  button.textContent = 'Copied';
  setTimeout(() => (button.textContent = 'Copy'), 2000);
}

document.addEventListener('click', (event) => {
  const button = event.target.closest('button.fn-copy, button.fn-edit');
  if (!button) return;
  if (button.matches('.fn-copy')) copy(button);
  else trigger('select', { index: Number(button.dataset.turn) });
});
