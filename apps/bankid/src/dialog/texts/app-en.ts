import type { AppTexts } from './app-nb.js';

/** English: approving in the BankID app instead of typing a code. */
export const appEn: AppTexts = {
  offer: 'Approve in the BankID app',
  offerHint: 'Instead of a one-time code. Open the app on your phone first.',
  waitingHeading: 'Approve in the BankID app',
  waiting: 'Open the app on your phone and answer there. Then you enter the password here.',
  compare: 'The same reference should stand in the app. If something else stands there, refuse.',
  until: 'We wait for the answer until {{time}}.',
  moveOn: 'I have answered in the app',
  refusedHeading: 'Refused in the app',
  refused: 'Somebody said no in the app. Nobody is logged in, and nothing is signed.',
  expiredHeading: 'The app did not answer',
  expired: 'No answer came in time. The app has to be open and activated on your phone.',
  tooManyHeading: 'Too many questions to the app',
  tooMany:
    'The app was asked too many times for this date of birth. Use a one-time code, or wait a quarter of an hour.',
  again: 'Ask the app again',
  code: 'Use a one-time code instead',
  help: 'You do not have the app, or have lost your phone? Use a code from the code unit. With the code unit you can also activate the app on a new phone.',
  open: 'Open the BankID app (new tab)',
};
