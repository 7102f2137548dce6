// Signing in, and on to the page the reader came for.

import { health } from '../api/auth-api.js';
import { ApiError } from '../api/errors.js';
import { clearNotice, showNotice } from '../components/notices.js';
import { mountPreferences } from '../components/preferences.js';
import { showFailure } from '../components/states.js';
import { clearErrorsOnInput, onSubmit, showMissing } from '../lib/forms.js';
import { safeNext } from '../lib/links.js';
import { text } from '../lib/messages.js';
import { currentUser, NotStored, signIn } from '../session.js';
import { problemOf, signInMessageOf } from './problems.js';
import { openPage } from './start.js';

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
    explain(error);
  }
}

function explain(error) {
  const isRefused = error instanceof ApiError && error.status < 500;
  if (!isRefused && !(error instanceof NotStored)) return showFailure(failure, problemOf(error), checkService, { focus: true });
  failure.replaceChildren();
  showNotice(notice, { tone: 'danger', message: signInMessageOf(error) });
  form.elements.password.select();
  form.elements.password.focus();
}

// A service that is down shows at once, not only after somebody typed a password.
async function checkService() {
  try {
    await health();
    failure.replaceChildren();
  } catch (error) {
    showFailure(failure, problemOf(error), checkService);
  }
}

function setBusy(isBusy) {
  const button = form.querySelector('[type=submit]');
  button.disabled = isBusy;
  button.textContent = isBusy ? say.busy : say.submit;
}

function goOn() {
  location.replace(safeNext(new URLSearchParams(location.search).get('next')));
}
