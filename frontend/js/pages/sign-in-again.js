// A sign-in that ends in the middle of something is renewed over the page.

import { askToSignIn } from '../components/sign-in-dialog.js';
import { currentUser, signIn } from '../session.js';
import { messageOfSignIn } from './sign-in-problem.js';

/** Resolves to whether `user` is signed in again, here or in another tab. */
export async function askAgain(user) {
  const asking = new AbortController();
  const until = new Promise((resolve) => {
    const follow = () => currentUser()?.id === user.id && resolve();
    window.addEventListener('storage', follow, { signal: asking.signal });
  });
  const isSignedIn = await askToSignIn(user.username, {
    signIn: (password) => signIn(user.username, password),
    messageOf: messageOfSignIn,
    until,
  });
  asking.abort();
  return isSignedIn;
}
