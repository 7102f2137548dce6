// The categories in the form for a new ticket. Not a module: those that this browser knows are there before the first paint, and
// can be chosen before the page's modules run. Those show them again once they have asked the service.

(() => {
  const choices = document.querySelector('.choices');

  /** `categories`: [{name, description}]. What is chosen stays chosen; `wanted` is chosen if nothing is. */
  globalThis.showCategories = (categories, wanted = choices.dataset.wanted) => {
    const chosen = choices.querySelector(':checked')?.value ?? wanted;
    choices.replaceChildren(...categories.map(choiceOf));
    for (const input of choices.querySelectorAll('input')) input.checked = input.value === chosen;
  };

  function choiceOf({ name, description }, index) {
    const label = make('label', { className: 'choice' });
    const input = make('input', { type: 'radio', name: 'category', value: name, required: true });
    const hint = description && make('span', { className: 'choice-hint', id: `category-${index}`, dir: 'auto', textContent: description });
    input.setAttribute('aria-describedby', `category-error ${hint ? hint.id : ''}`.trim());
    label.append(input, make('span', { className: 'choice-label', dir: 'auto', textContent: name }), hint || '');
    return label;
  }

  function make(name, properties) {
    return Object.assign(document.createElement(name), properties);
  }

  try {
    globalThis.showCategories(JSON.parse(localStorage.getItem('categories')).categories);
  } catch {
    // They are not known yet, or the browser refuses storage.
  }
})();
