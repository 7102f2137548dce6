// Signing in, and on to the page one came for.

import { health } from '../api/auth.js';
import { clearNotice, showNotice } from '../components/notice.js';
import { mountPreferences } from '../components/preferences.js';
import { clearErrorsOnInput, onSubmit, showFieldErrors } from '../lib/forms.js';
import { text } from '../lib/messages.js';
import { safeNext } from '../lib/next.js';
import { currentUser, signIn } from '../session.js';
import { tellMissingPart } from './missing-part.js';
import { openPage } from './opening.js';

const form = document.querySelector('#sign-in');
const notice = document.querySelector('#notice');
const failure = document.querySelector('#failure');
const say = text.signIn;

if (currentUser()) goOn();
else main();

function main() {
  openPage();
  mountPreferences(document.querySelector('#preferences'));
  clearErrorsOnInput(form);
  onSubmit(form, submit);
  // With the first letter: once the connection is gone, nothing could be loaded that says so.
  form.addEventListener('input', () => loadExplanations().catch(() => {}), { once: true });
  // Signed in in another tab: this one goes on, too.
  window.addEventListener('storage', () => currentUser() && goOn());
  checkService();
}

async function submit() {
  const { username, password } = Object.fromEntries(new FormData(form));
  clearNotice(notice);
  const missing = {
    ...(!username.trim() && { username: [say.missing.username] }),
    ...(!password && { password: [say.missing.password] }),
  };
  showFieldErrors(form, missing);
  if (Object.keys(missing).length) return;
  setBusy(true);
  try {
    await signIn(username.trim(), password);
    goOn();
  } catch (error) {
    setBusy(false);
    explain((part) => part.explainRefusal(error, checkService));
  }
}

// Says at once that nobody will answer, rather than after somebody typed a password.
async function checkService() {
  try {
    await health();
    failure.replaceChildren();
  } catch (error) {
    explain((part) => part.explainSilence(error, checkService));
  }
}

async function explain(how) {
  const explanations = await loadExplanations().catch(tellMissingPart);
  if (explanations) how(explanations);
}

function loadExplanations() {
  return import('./sign-in-explanations.js');
}

function setBusy(isBusy) {
  const button = form.querySelector('[type=submit]');
  button.disabled = isBusy;
  button.dataset.label ??= button.textContent;
  button.textContent = isBusy ? say.busy : button.dataset.label;
}

function goOn() {
  location.replace(safeNext(new URLSearchParams(location.search).get('next')));
}
