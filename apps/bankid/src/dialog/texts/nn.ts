import { appNn } from './app-nn.js';
import { lifeNn } from './life-nn.js';
import type { Texts } from './nb.js';

/** Norwegian nynorsk. */
export const nn: Texts = {
  htmlTitle: '{{heading}} – BankID (simulert)',
  band: 'Simulert BankID: oppdikta bankar og personar',
  brand: 'BankID',
  simulated: 'simulert',
  skip: 'Hopp til innhaldet',
  menu: 'Meny',
  language: 'Språk',
  cancel: 'Avbryt',
  purposeLogin: 'Logg inn hos',
  purposeSigning: 'Signer for',
  document: 'Dokument',
  documents: 'Dokument',
  reference: 'Referanse',
  referenceHelp: 'Referansen skal vere den same som du ser hos {{caller}}.',
  progress: 'Steg {{step}} av 3',
  next: 'Neste',
  confirmLogin: 'Logg inn',
  confirmSigning: 'Signer',
  errorSummary: 'Dette må rettast',
  birthDate: 'Fødselsdato',
  birthDateHint: 'Dag, månad og år med åtte siffer, til dømes 24051987',
  birthDateNamed: '{{caller}} har oppgitt kven som skal bruke BankID. Er dette ikkje deg, kan du avbryte.',
  changeBirthDate: 'Endre fødselsdato',
  bornOn: 'Fødd {{date}}',
  code: 'Eingongskode',
  openCodeUnit: 'Opne kodebrikka (ny fane)',
  password: 'Personleg passord',
  passwordHint: 'Passordet du har valt til BankID-en din',
  help: 'Treng du hjelp?',
  helpBirthDate: 'Skriv fødselsdatoen din. BankID spør aldri om heile fødselsnummeret her.',
  helpCode:
    'Koden står på kodebrikka du har fått av banken din. Kvar kode verkar éin gong og varer i 30 sekund.',
  helpPassword:
    'Passordet er det du sjølv har valt til BankID. Har du gløymt det, kan banken din hjelpe deg.',
  helpBank: 'Ring {{bank}} på {{phone}}.',
  helpAnyBank: 'Kontakt banken du har BankID frå.',
  address: 'Adressa til denne sida skal byrje med',
  error: {
    'birth-date-invalid': 'Skriv fødselsdatoen med åtte siffer: dag, månad og år. Til dømes 24051987.',
    'code-invalid': 'Eingongskoden er seks siffer.',
    'password-missing': 'Skriv det personlege passordet ditt.',
    'wrong-code':
      'Fødselsdatoen eller eingongskoden er feil. Vent til kodebrikka viser ein ny kode, og prøv igjen.',
    'wrong-code-named': 'Eingongskoden er feil. Vent til kodebrikka viser ein ny kode, og prøv igjen.',
    'out-of-step':
      'Var koden rett, kan kodebrikka ha kome i utakt. Skriv då den neste koden ho viser: to kodar etter kvarandre er nok til å finne ho igjen.',
    'wrong-password_one':
      'Passordet er feil. Du har eitt forsøk igjen før BankID-en din blir sperra. Bruk ein ny eingongskode.',
    'wrong-password_other': 'Passordet er feil. Du har {{count}} forsøk igjen. Bruk ein ny eingongskode.',
    'code-too-old': 'Det gjekk for lang tid mellom koden og passordet. Skriv ein ny eingongskode. (BID-14D1)',
    interrupted: 'Vi rakk ikkje å kontrollere svaret ditt. Skriv ein ny eingongskode.',
  },
  life: lifeNn,
  app: appNn,
  checking: 'Vi kontrollerer svaret ditt',
  checkingText: 'Sida går vidare av seg sjølv.',
  continue: 'Gå vidare',
  cancelHeading: 'Vil du avbryte?',
  cancelLogin: 'Då blir du ikkje logga inn.',
  cancelSigning: 'Då blir ingenting signert. Ingenting er gått tapt, og du kan signere seinare.',
  cancelYes: 'Ja, avbryt',
  cancelNo: 'Nei, hald fram',
  backToCaller: 'Tilbake til {{caller}}',
  errorCode: 'Feilkode {{code}}',
  nothingLost: 'Ingenting er gått tapt. Dokumentet ditt ventar.',
  outcome: {
    timedOut: {
      heading: 'Det gjekk for lang tid',
      text: 'BankID ventar i ti minutt. Gå tilbake og byrj på nytt når du er klar.',
    },
    suspended: {
      heading: 'BankID-en din er sperra',
      text: 'BankID-en din er sperra fordi passordet blei skrive feil for mange gonger, eller fordi banken har sperra han. Kontakt {{bank}}, så opnar dei han igjen.',
    },
    codeSuspended: {
      heading: 'Eingongskoden er sperra',
      text: 'Eingongskoden blei skriven feil for mange gonger. Kontakt {{bank}}, så opnar dei han igjen.',
    },
    unknownDevice: {
      heading: 'For mange forsøk',
      text: 'Det er skrive for mange feil eingongskodar frå denne eininga eller for denne fødselsdatoen. Vent eit kvarter og prøv igjen.',
    },
    expired: {
      heading: 'BankID-en din er gått ut',
      text: 'Ein BankID varer i to år. Kontakt {{bank}} for å få ein ny.',
    },
    noBankId: {
      heading: 'Du har ingen aktiv BankID',
      text: 'Koden er rett, men du har ingen aktiv BankID knytt til kodebrikka. Kontakt {{bank}}.',
    },
  },
  yourBank: 'banken din',
  ended: {
    heading: 'Dialogen er avslutta',
    text: 'Denne BankID-dialogen finst ikkje lenger. Ingenting er gått tapt. Gå tilbake til sida du kom frå, og byrj på nytt derifrå.',
    link: 'Til framsida av Segl',
  },
  shared: {
    intro: 'Når du går vidare med BankID, får {{caller}} vite:',
    identifier: 'kva bank du har BankID frå, og ein identifikator som er den same kvar gong',
    profile: 'namnet ditt og fødselsdatoen din',
    nationalId: 'fødselsnummeret ditt',
    refuse: 'Vil du ikkje dele dette, kan du avbryte. Passord og eingongskodar blir aldri delte.',
  },
  loggedOut: {
    heading: 'Du er logga ut',
    text: 'BankID held deg ikkje innlogga, så her er det ikkje meir å logge ut av.',
  },
  refusedRequest: {
    heading: 'BankID kunne ikkje byrje',
    text: 'Førespurnaden til BankID var ikkje som han skal vere, eller han er for gammal. Ingenting er gått tapt. Gå tilbake til sida du kom frå, og prøv igjen.',
  },
  tooMany: {
    heading: 'For mange førespurnader',
    text: 'Det kjem for mange førespurnader frå nettverket ditt akkurat no. Vent nokre minutt og prøv igjen.',
  },
  failure: {
    heading: 'Noko gjekk gale hos oss',
    text: 'Ingenting er gått tapt. Prøv igjen om litt.',
  },
};
