// Why nobody can sign in, or could: loaded by the sign-in page when somebody begins to type, or nobody answers.

import { ApiError } from '../api/transport.js';
import { showNotice } from '../components/notices.js';
import { showFailure } from '../components/states.js';
import { loadStyles } from '../lib/styles.js';
import { NotStored } from '../session.js';
import { problemOf, signInMessageOf } from './problems.js';

const failure = document.querySelector('#failure');
const { password } = document.querySelector('#sign-in').elements;

const styled = loadStyles('states');

/** A sign-in failed; `check` asks the service again. */
export function explainSignIn(error, check) {
  const isRefused = error instanceof ApiError && error.status < 500;
  if (!isRefused && !(error instanceof NotStored)) return explainService(error, check, { focus: true });
  failure.replaceChildren();
  showNotice(document.querySelector('#notice'), { tone: 'danger', message: signInMessageOf(error) });
  password.select();
  return password.focus();
}

/** The service could not be reached, or has a problem. */
export async function explainService(error, check, options) {
  await styled;
  showFailure(failure, problemOf(error), check, options);
}
