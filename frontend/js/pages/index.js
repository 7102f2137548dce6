// Signing in, and on to the page the reader came for.

import { health } from '../api/auth-api.js';
import { clearNotice, showNotice } from '../components/notices.js';
import { mountPreferences } from '../components/preferences.js';
import { clearErrorsOnInput, onSubmit, showMissing } from '../lib/forms.js';
import { safeNext } from '../lib/links.js';
import { text } from '../lib/messages.js';
import { currentUser, signIn } from '../session.js';
import { openPage } from './open-page.js';

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
  // Early: once the connection is gone, what explains that could not be loaded.
  form.addEventListener('input', () => loadFailures().catch(() => {}), { once: true });
  // After a sign-in in another tab this one goes on, too.
  window.addEventListener('storage', () => currentUser() && goOn());
  checkService();
}

async function submit() {
  const { username, password } = Object.fromEntries(new FormData(form));
  clearNotice(notice);
  if (showMissing(form, { username, password }, say.missing)) return;
  setBusy(true);
  try {
    await signIn(username.trim(), password);
    goOn();
  } catch (error) {
    setBusy(false);
    explain((failures) => failures.explainSignIn(error, checkService));
  }
}

// A service that is down shows at once, not only after somebody typed a password.
async function checkService() {
  try {
    await health();
    failure.replaceChildren();
  } catch (error) {
    explain((failures) => failures.explainService(error, checkService));
  }
}

async function explain(how) {
  const tellMissing = () => showNotice(notice, { tone: 'danger', message: text.failure.incomplete });
  const failures = await loadFailures().catch(tellMissing);
  if (failures) how(failures);
}

function loadFailures() {
  return import('./sign-in-failures.js');
}

function setBusy(isBusy) {
  const button = form.querySelector('[type=submit]');
  button.disabled = isBusy;
  button.textContent = isBusy ? say.busy : say.submit;
}

function goOn() {
  location.replace(safeNext(new URLSearchParams(location.search).get('next')));
}
