import type { AppTexts } from './app-nb.js';

/** Nynorsk: approving in the BankID app instead of typing a code. */
export const appNn: AppTexts = {
  offer: 'Godkjenn i BankID-appen',
  offerHint: 'I staden for ein eingongskode. Opne appen på telefonen først.',
  waitingHeading: 'Godkjenn i BankID-appen',
  waiting: 'Opne appen på telefonen din og svar der. Deretter skriv du passordet her.',
  compare: 'Den same referansen skal stå i appen. Står det noko anna der, avviser du.',
  until: 'Vi ventar på svaret til klokka {{time}}.',
  moveOn: 'Eg har svart i appen',
  refusedHeading: 'Avvist i appen',
  refused: 'Nokon svarte nei i appen. Ingen er logga inn, og ingenting er signert.',
  expiredHeading: 'Appen svarte ikkje',
  expired: 'Vi fekk ikkje svar i tide. Appen må vere open og aktivert på telefonen din.',
  tooManyHeading: 'For mange spørsmål til appen',
  tooMany:
    'Appen er spurd for mange gonger for denne fødselsdatoen. Bruk ein eingongskode, eller vent eit kvarter.',
  again: 'Spør appen igjen',
  code: 'Bruk eingongskode i staden',
  help: 'Har du ikkje appen, eller har du mista telefonen? Bruk ein kode frå kodebrikka. Med kodebrikka kan du òg aktivere appen på ein ny telefon.',
  open: 'Opne BankID-appen (ny fane)',
};
