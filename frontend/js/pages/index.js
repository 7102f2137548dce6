// Signing in, and on to the page one came for.

import { health } from '../api/auth.js';
import { ApiError } from '../api/problems.js';
import { showFailure } from '../components/failure.js';
import { clearNotice, showNotice } from '../components/notice.js';
import { mountPreferences } from '../components/preferences.js';
import { clearErrorsOnInput, onSubmit, showFieldErrors } from '../lib/forms.js';
import { text } from '../lib/messages.js';
import { safeNext } from '../lib/next.js';
import { NotKept, currentUser, signIn } from '../session.js';
import { openPage } from './opening.js';
import { problemOf } from './problem.js';
import { messageOfSignIn } from './sign-in-problem.js';

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
    explain(error);
  }
}

function explain(error) {
  const isRefused = error instanceof ApiError && error.status < 500;
  if (!isRefused && !(error instanceof NotKept)) return showProblem(error, true);
  failure.replaceChildren();
  showNotice(notice, { tone: 'danger', message: messageOfSignIn(error) });
  const { password } = form.elements;
  password.select();
  password.focus();
}

// Says at once that nobody will answer, rather than after somebody typed a password.
async function checkService() {
  try {
    await health();
    failure.replaceChildren();
  } catch (error) {
    showProblem(error, false);
  }
}

function showProblem(error, focus) {
  showFailure(failure, problemOf(error), checkService, { focus });
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
