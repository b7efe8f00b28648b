import { appEn } from './app-en.js';
import { lifeEn } from './life-en.js';
import type { Texts } from './nb.js';

/** English. */
export const en: Texts = {
  htmlTitle: '{{heading}} – BankID (simulated)',
  band: 'Simulated BankID: invented banks and people',
  brand: 'BankID',
  simulated: 'simulated',
  skip: 'Skip to the content',
  menu: 'Menu',
  language: 'Language',
  cancel: 'Cancel',
  purposeLogin: 'Log in to',
  purposeSigning: 'Sign for',
  document: 'Document',
  documents: 'Documents',
  reference: 'Reference',
  referenceHelp: 'The reference must be the one you see at {{caller}}.',
  progress: 'Step {{step}} of 3',
  next: 'Next',
  confirmLogin: 'Log in',
  confirmSigning: 'Sign',
  errorSummary: 'This needs a change',
  birthDate: 'Date of birth',
  birthDateHint: 'Day, month and year in eight digits, such as 24051987',
  birthDateNamed: '{{caller}} has told who is to use BankID. If this is not you, cancel.',
  changeBirthDate: 'Change date of birth',
  bornOn: 'Born {{date}}',
  code: 'One-time code',
  openCodeUnit: 'Open the code unit (new tab)',
  password: 'Personal password',
  passwordHint: 'The password you chose for your BankID',
  help: 'Need help?',
  helpBirthDate: 'Enter your date of birth. BankID never asks for your whole national identity number here.',
  helpCode: 'The code is on the code unit from your bank. Each code works once and lasts for 30 seconds.',
  helpPassword: 'The password is the one you chose for BankID. If you have forgotten it, your bank can help.',
  helpBank: 'Call {{bank}} at {{phone}}.',
  helpAnyBank: 'Contact the bank that gave you BankID.',
  address: 'The address of this page must begin with',
  error: {
    'birth-date-invalid': 'Enter the date of birth in eight digits: day, month and year. Such as 24051987.',
    'code-invalid': 'The one-time code is six digits.',
    'password-missing': 'Enter your personal password.',
    'wrong-code': 'The date of birth or the one-time code is wrong. Wait for a new code and try again.',
    'wrong-code-named': 'The one-time code is wrong. Wait for a new code and try again.',
    'out-of-step':
      'If the code was right, your code unit may have got out of step. Then type the next code it shows: two codes in a row are enough to find it again.',
    'wrong-password_one':
      'The password is wrong. You have one try left before your BankID is suspended. Use a new one-time code.',
    'wrong-password_other': 'The password is wrong. You have {{count}} tries left. Use a new one-time code.',
    'code-too-old':
      'Too long passed between the code and the password. Enter a new one-time code. (BID-14D1)',
    interrupted: 'We did not manage to check your answer. Enter a new one-time code.',
  },
  life: lifeEn,
  app: appEn,
  checking: 'Checking your answer',
  checkingText: 'The page moves on by itself.',
  continue: 'Continue',
  cancelHeading: 'Do you want to cancel?',
  cancelLogin: 'You will not be logged in.',
  cancelSigning: 'Nothing will be signed. Nothing was lost, and you can sign later.',
  cancelYes: 'Yes, cancel',
  cancelNo: 'No, go on',
  backToCaller: 'Back to {{caller}}',
  errorCode: 'Error code {{code}}',
  nothingLost: 'Nothing was lost. Your document is waiting.',
  outcome: {
    timedOut: {
      heading: 'That took too long',
      text: 'BankID waits for ten minutes. Go back and start again when you are ready.',
    },
    suspended: {
      heading: 'Your BankID is suspended',
      text: 'Your BankID is suspended because the password was wrong too many times, or because the bank has suspended it. Contact {{bank}} to have it reopened.',
    },
    codeSuspended: {
      heading: 'The one-time code is suspended',
      text: 'The one-time code was wrong too many times. Contact {{bank}} to have it reopened.',
    },
    unknownDevice: {
      heading: 'Too many tries',
      text: 'Too many wrong one-time codes came from this device or for this date of birth. Wait a quarter of an hour and try again.',
    },
    expired: {
      heading: 'Your BankID has expired',
      text: 'A BankID lasts for two years. Contact {{bank}} to get a new one.',
    },
    noBankId: {
      heading: 'You have no active BankID',
      text: 'The code is right, but no active BankID belongs to the code unit. Contact {{bank}}.',
    },
  },
  yourBank: 'your bank',
  ended: {
    heading: 'This dialog has ended',
    text: 'This BankID dialog is no longer here. Nothing was lost. Go back to the page you came from and start again there.',
    link: 'To the front page of Segl',
  },
  shared: {
    intro: 'When you go on with BankID, {{caller}} gets to know:',
    identifier: 'which bank your BankID is from, and an identifier that is the same each time',
    profile: 'your name and date of birth',
    nationalId: 'your national identity number',
    refuse:
      'If you do not want to share this, you can cancel. Passwords and one-time codes are never shared.',
  },
  loggedOut: {
    heading: 'You are logged out',
    text: 'BankID does not keep you logged in, so there is nothing more to log out of here.',
  },
  refusedRequest: {
    heading: 'BankID could not start',
    text: 'The request to BankID was not as it should be, or it is too old. Nothing was lost. Go back to the page you came from and try again.',
  },
  tooMany: {
    heading: 'Too many requests',
    text: 'Too many requests come from your network just now. Wait a few minutes and try again.',
  },
  failure: {
    heading: 'Something went wrong on our side',
    text: 'Nothing was lost. Try again in a little while.',
  },
};
