// Why nobody was signed in, or will be: on the sign-in page, which loads this when it may be needed.

import { ApiError } from '../api/problems.js';
import { showFailure } from '../components/failure.js';
import { showNotice } from '../components/notice.js';
import { loadStyles } from '../lib/styles.js';
import { NotKept } from '../session.js';
import { problemOf } from './problem.js';
import { messageOfSignIn } from './sign-in-problem.js';

const failure = document.querySelector('#failure');
const notice = document.querySelector('#notice');
const { password } = document.querySelector('#sign-in').elements;

const styled = loadStyles('states');

/** After somebody tried to sign in; `check` asks the service again. */
export function explainRefusal(error, check) {
  const isRefused = error instanceof ApiError && error.status < 500;
  if (!isRefused && !(error instanceof NotKept)) return showProblem(error, check, { focus: true });
  failure.replaceChildren();
  showNotice(notice, { tone: 'danger', message: messageOfSignIn(error) });
  password.select();
  password.focus();
}

/** Before anybody did. */
export function explainSilence(error, check) {
  showProblem(error, check);
}

async function showProblem(error, check, options) {
  await styled;
  showFailure(failure, problemOf(error), check, options);
}
