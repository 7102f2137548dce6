// What went wrong with a sign-in, where a refusal is about the name and the password.

import { text } from '../lib/messages.js';
import { NotKept } from '../session.js';
import { isStatus, messageOf } from './problem.js';

/** One sentence for `error`; '' where none is needed. */
export function messageOfSignIn(error) {
  if (error instanceof NotKept) return text.signIn.notKept;
  if (isStatus(error, 401)) return text.signIn.refused;
  if (!isStatus(error, 429)) return messageOf(error);
  const { retryAfter } = error;
  if (!retryAfter) return text.signIn.tooManyAtAll;
  const { seconds, minutes, tooMany } = text.signIn;
  return tooMany(retryAfter <= 90 ? seconds(retryAfter) : minutes(Math.ceil(retryAfter / 60)));
}
