import type { LifeTexts } from './life-nb.js';

/** English: what the dialog says of a BankID's own life, beside the caller's errand. */
export const lifeEn: LifeTexts = {
  menuHeading: 'Your BankID',
  intent: {
    'change-password': 'Change password',
    suspicion: 'I think someone knows my password',
    about: 'Which bank is my BankID from?',
    activate: 'Activate a new BankID',
  },
  intentBanner: {
    'change-password':
      'You are going to change your password. Show who you are first, then we ask for the new one.',
    block: 'You are going to block your BankID. Show who you are first, then we ask whether you mean it.',
    about: 'Show who you are first, then you see which bank your BankID is from.',
    activate:
      'You are going to activate a new BankID. You need a one-time code, and the code in the letter from your bank.',
  },
  requested: {
    'change-password': {
      purpose: 'Change the BankID password, coming from',
      text: '{{caller}} has sent you here to change your BankID password. Show who you are first, then we ask for the new password. {{caller}} never sees your passwords.',
    },
  },
  dropIntent: 'Never mind, just go on',
  shieldOf: 'BankID from {{bank}}',
  validUntil: 'Valid until {{date}}',
  bankPhone: 'Telephone {{phone}}',
  source: {
    heading: 'Where does your code come from?',
    'code-unit': 'Code unit',
    'code-card': 'Code card',
    app: 'BankID app',
    'bank-app': 'Your bank’s own app',
  },
  hint: {
    'code-unit': 'Six digits from your code unit',
    'code-card': 'Six digits from the printed code card',
    app: 'Six digits from the BankID app',
    'bank-app': 'Six digits from your bank’s app',
  },
  cardNumber: 'Card ending in {{ending}}: code number {{number}}',
  notYourCard: 'No such card? Choose another source below.',
  activation: {
    title: 'Activate BankID',
    text: 'Enter the code in the letter from your bank, and choose the password that you will use with BankID.',
    letterCode: 'The code in the letter',
    letterHint: 'Eight digits',
    submit: 'Activate',
  },
  newPassword: {
    title: 'Change password',
    mustText: 'Your bank has decided that you need to choose a new password before you go on.',
    old: 'Your present password',
    field: 'New password',
    rules:
      'At least eight characters, with letters and digits, or both capital and small letters. Not your date of birth, and nothing that everybody uses.',
    repeated: 'New password once more',
    submit: 'Change password',
    putOff: 'Do not change it now',
  },
  renewal: {
    title: 'Renew BankID',
    expiry:
      'Your BankID expires on {{date}}. Renew it now, and it works for two more years. Your password and codes stay the same, and everything you have signed stays valid.',
    upgrade:
      'BankID has been upgraded, and yours has to be renewed by {{date}}. Your password and codes stay the same, and everything you have signed stays valid.',
    must: 'BankID has been upgraded, and yours has to be renewed before you go on. Your password and codes stay the same, and everything you have signed stays valid.',
    submit: 'Renew now',
    later: 'Later',
  },
  suspicion: {
    title: 'Does someone know your password?',
    text: 'Do one of these at once. If you have lost your code unit or phone, or cannot log in, call your bank now.',
    change: 'Change the password',
    changeText: 'The old password stops working right away.',
    block: 'Block the BankID for good',
    blockText:
      'Nobody can use it any more, nor can you. Your bank has to give you a new one. What you have signed before stays valid.',
    back: 'Back',
  },
  block: {
    title: 'Block your BankID for good?',
    text: 'Your BankID from {{bank}} stops working right away, and cannot be opened again. What you have signed before stays valid.',
    submit: 'Yes, block it now',
    putOff: 'No, do not block it',
  },
  blocked: {
    title: 'Your BankID is blocked for good',
    text: 'Nobody can use it any more. Contact {{bank}} to get a new one, and tell them what has happened.',
    nothingSigned: 'Nothing was signed now. The document waits for you until you have a new BankID.',
  },
  shield: { title: 'You are {{name}}', continue: 'Go on to {{caller}}' },
  done: {
    activated:
      'Your BankID is active. You can now log in with the password you chose. Wait until you have a new one-time code.',
    'password-changed': 'Your password has been changed.',
    renewed: 'Your BankID has been renewed.',
  },
  error: {
    'not-activated':
      'Your BankID is not activated yet, or the bank has reset its password. Find the letter from your bank, and enter a new one-time code.',
    'activation-missing': 'Enter the eight digits in the letter from your bank.',
    'wrong-letter_one':
      'The code in the letter is wrong. You have one try left before the letter stops working. Enter a new one-time code.',
    'wrong-letter_other':
      'The code in the letter is wrong. You have {{count}} tries left. Enter a new one-time code to try again.',
    'no-letter':
      'The letter no longer works: it is too old, used, or tried too many times. Contact {{bank}} to get a new one.',
    'nothing-to-activate':
      'The code is right, but no BankID from {{bank}} is waiting to be activated. Enter a new one-time code to log in.',
    'password-not-repeated': 'The two new passwords differ. Enter the same one in both places.',
    'password-too-short': 'The new password needs at least eight characters.',
    'password-too-long': 'The new password can have 64 characters at most.',
    'password-too-simple': 'The new password needs letters and digits, or both capital and small letters.',
    'password-too-common': 'The new password is one that everybody tries first. Choose another.',
    'password-holds-birth-date': 'The new password contains your date of birth. Choose another.',
    'password-same': 'The new password has to differ from the old one. (1308)',
    'old-password-missing': 'Enter your present password.',
    'old-password-wrong_one':
      'Your present password was wrong. You have one try left before your BankID is suspended.',
    'old-password-wrong_other': 'Your present password was wrong. You have {{count}} tries left.',
    'renewal-failed': 'We could not renew your BankID. It is as it was. Try again in a little while.',
  },
};
