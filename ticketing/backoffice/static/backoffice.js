// Asks before what can't be undone, and chooses all rows at once. Everything works without it, in one step more.

// What was typed when a session ended, sent on to its form.
document.querySelector('form[data-continue]')?.submit();

// A bin leads to a page that asks. Asked here already, it deletes.
for (const form of document.querySelectorAll('form[data-delete]')) {
  form.addEventListener('submit', (event) => {
    if (!confirm(form.dataset.delete)) {
      event.preventDefault();
      return;
    }
    form.elements.csrf_token.disabled = false;
    form.method = 'post';
  });
}

for (const button of document.querySelectorAll('button[data-confirm]')) {
  button.addEventListener('click', (event) => {
    if (!confirm(button.dataset.confirm)) event.preventDefault();
  });
}

const toggle = document.querySelector('.action-rowtoggle');
const boxes = [...document.querySelectorAll('.action-checkbox')];

toggle?.addEventListener('change', () => {
  for (const box of boxes) box.checked = toggle.checked;
});

for (const box of boxes) {
  box.addEventListener('change', () => {
    const chosen = boxes.filter((each) => each.checked).length;
    toggle.checked = chosen === boxes.length;
    toggle.indeterminate = chosen > 0 && !toggle.checked;
  });
}

// Of a damaged picture the name is enough; an empty box says nothing.
for (const picture of document.querySelectorAll('.thumbnail')) {
  picture.decode().then(() => createImageBitmap(picture)).catch(() => picture.remove());
}
