/** Bokmål: approving in the BankID app instead of typing a code. */
export const appNb = {
  offer: 'Godkjenn i BankID-appen',
  offerHint: 'I stedet for en engangskode. Åpne appen på telefonen først.',
  waitingHeading: 'Godkjenn i BankID-appen',
  waiting: 'Åpne appen på telefonen din og svar der. Deretter skriver du passordet her.',
  compare: 'Den samme referansen skal stå i appen. Står det noe annet der, avviser du.',
  until: 'Vi venter på svaret til klokka {{time}}.',
  moveOn: 'Jeg har svart i appen',
  refusedHeading: 'Avvist i appen',
  refused: 'Noen svarte nei i appen. Ingen er logget inn, og ingenting er signert.',
  expiredHeading: 'Appen svarte ikke',
  expired: 'Vi fikk ikke svar i tide. Appen må være åpen og aktivert på telefonen din.',
  tooManyHeading: 'For mange spørsmål til appen',
  tooMany:
    'Appen er spurt for mange ganger for denne fødselsdatoen. Bruk en engangskode, eller vent et kvarter.',
  again: 'Spør appen igjen',
  code: 'Bruk engangskode i stedet',
  help: 'Har du ikke appen, eller har du mistet telefonen? Bruk en kode fra kodebrikken. Med kodebrikken kan du også aktivere appen på en ny telefon.',
  open: 'Åpne BankID-appen (ny fane)',
};

/** The texts that every language has. */
export type AppTexts = typeof appNb;
