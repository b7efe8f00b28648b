import { appNb } from './app-nb.js';
import { lifeNb } from './life-nb.js';

/** Norwegian bokmål: the texts are written here first. */
export const nb = {
  htmlTitle: '{{heading}} – BankID (simulert)',
  band: 'Simulert BankID: oppdiktede banker og personer',
  brand: 'BankID',
  simulated: 'simulert',
  skip: 'Hopp til innholdet',
  menu: 'Meny',
  language: 'Språk',
  cancel: 'Avbryt',
  purposeLogin: 'Logg inn hos',
  purposeSigning: 'Signer for',
  document: 'Dokument',
  documents: 'Dokumenter',
  reference: 'Referanse',
  referenceHelp: 'Referansen skal være den samme som du ser hos {{caller}}.',
  progress: 'Steg {{step}} av 3',
  next: 'Neste',
  confirmLogin: 'Logg inn',
  confirmSigning: 'Signer',
  errorSummary: 'Dette må rettes',
  birthDate: 'Fødselsdato',
  birthDateHint: 'Dag, måned og år med åtte sifre, for eksempel 24051987',
  birthDateNamed: '{{caller}} har oppgitt hvem som skal bruke BankID. Er dette ikke deg, kan du avbryte.',
  changeBirthDate: 'Endre fødselsdato',
  bornOn: 'Født {{date}}',
  code: 'Engangskode',
  openCodeUnit: 'Åpne kodebrikken (ny fane)',
  password: 'Personlig passord',
  passwordHint: 'Passordet du har valgt til BankID-en din',
  help: 'Trenger du hjelp?',
  helpBirthDate: 'Skriv fødselsdatoen din. BankID spør aldri om hele fødselsnummeret her.',
  helpCode:
    'Koden står på kodebrikken du har fått av banken din. Hver kode virker én gang og varer i 30 sekunder.',
  helpPassword: 'Passordet er det du selv har valgt til BankID. Har du glemt det, kan banken din hjelpe deg.',
  helpBank: 'Ring {{bank}} på {{phone}}.',
  helpAnyBank: 'Kontakt banken du har BankID fra.',
  address: 'Adressen til denne siden skal begynne med',
  error: {
    'birth-date-invalid': 'Skriv fødselsdatoen med åtte sifre: dag, måned og år. For eksempel 24051987.',
    'code-invalid': 'Engangskoden er seks sifre.',
    'password-missing': 'Skriv det personlige passordet ditt.',
    'wrong-code':
      'Fødselsdatoen eller engangskoden er feil. Vent til kodebrikken viser en ny kode, og prøv igjen.',
    'wrong-code-named': 'Engangskoden er feil. Vent til kodebrikken viser en ny kode, og prøv igjen.',
    'out-of-step':
      'Var koden riktig, kan kodebrikken ha kommet i utakt. Skriv da den neste koden den viser: to koder etter hverandre er nok til å finne den igjen.',
    'wrong-password_one':
      'Passordet er feil. Du har ett forsøk igjen før BankID-en din blir sperret. Bruk en ny engangskode.',
    'wrong-password_other': 'Passordet er feil. Du har {{count}} forsøk igjen. Bruk en ny engangskode.',
    'code-too-old': 'Det gikk for lang tid mellom koden og passordet. Skriv en ny engangskode. (BID-14D1)',
    interrupted: 'Vi rakk ikke å kontrollere svaret ditt. Skriv en ny engangskode.',
  },
  life: lifeNb,
  app: appNb,
  checking: 'Vi kontrollerer svaret ditt',
  checkingText: 'Siden går videre av seg selv.',
  continue: 'Gå videre',
  cancelHeading: 'Vil du avbryte?',
  cancelLogin: 'Da blir du ikke logget inn.',
  cancelSigning: 'Da blir ingenting signert. Ingenting er gått tapt, og du kan signere senere.',
  cancelYes: 'Ja, avbryt',
  cancelNo: 'Nei, fortsett',
  backToCaller: 'Tilbake til {{caller}}',
  errorCode: 'Feilkode {{code}}',
  nothingLost: 'Ingenting er gått tapt. Dokumentet ditt venter.',
  outcome: {
    timedOut: {
      heading: 'Det gikk for lang tid',
      text: 'BankID venter i ti minutter. Gå tilbake og begynn på nytt når du er klar.',
    },
    suspended: {
      heading: 'BankID-en din er sperret',
      text: 'BankID-en din er sperret fordi passordet ble skrevet feil for mange ganger, eller fordi banken har sperret den. Kontakt {{bank}}, så åpner de den igjen.',
    },
    codeSuspended: {
      heading: 'Engangskoden er sperret',
      text: 'Engangskoden ble skrevet feil for mange ganger. Kontakt {{bank}}, så åpner de den igjen.',
    },
    unknownDevice: {
      heading: 'For mange forsøk',
      text: 'Det er skrevet for mange feil engangskoder fra denne enheten eller for denne fødselsdatoen. Vent et kvarter og prøv igjen.',
    },
    expired: {
      heading: 'BankID-en din er utløpt',
      text: 'En BankID varer i to år. Kontakt {{bank}} for å få en ny.',
    },
    noBankId: {
      heading: 'Du har ingen aktiv BankID',
      text: 'Koden er riktig, men du har ingen aktiv BankID knyttet til kodebrikken. Kontakt {{bank}}.',
    },
  },
  yourBank: 'banken din',
  ended: {
    heading: 'Dialogen er avsluttet',
    text: 'Denne BankID-dialogen finnes ikke lenger. Ingenting er gått tapt. Gå tilbake til siden du kom fra, og begynn på nytt derfra.',
    link: 'Til forsiden av Segl',
  },
  shared: {
    intro: 'Når du går videre med BankID, får {{caller}} vite:',
    identifier: 'hvilken bank du har BankID fra, og en identifikator som er den samme hver gang',
    profile: 'navnet ditt og fødselsdatoen din',
    nationalId: 'fødselsnummeret ditt',
    refuse: 'Vil du ikke dele dette, kan du avbryte. Passord og engangskoder deles aldri.',
  },
  loggedOut: {
    heading: 'Du er logget ut',
    text: 'BankID holder deg ikke innlogget, så her er det ingenting mer å logge ut av.',
  },
  refusedRequest: {
    heading: 'BankID kunne ikke begynne',
    text: 'Forespørselen til BankID var ikke som den skal være, eller den er for gammel. Ingenting er gått tapt. Gå tilbake til siden du kom fra, og prøv igjen.',
  },
  tooMany: {
    heading: 'For mange forespørsler',
    text: 'Det kommer for mange forespørsler fra nettverket ditt akkurat nå. Vent noen minutter og prøv igjen.',
  },
  failure: {
    heading: 'Noe gikk galt hos oss',
    text: 'Ingenting er gått tapt. Prøv igjen om litt.',
  },
};

/** Every language has the same texts. */
export type Texts = typeof nb;
