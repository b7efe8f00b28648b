/** Bokmål: what the dialog says of a BankID's own life, beside the caller's errand. */
export const lifeNb = {
  menuHeading: 'BankID-en din',
  intent: {
    'change-password': 'Bytt passord',
    suspicion: 'Jeg tror noen kjenner passordet mitt',
    about: 'Hvilken bank er BankID-en min fra?',
    activate: 'Aktiver ny BankID',
  },
  intentBanner: {
    'change-password': 'Du skal bytte passord. Vis først hvem du er, så spør vi om det nye passordet.',
    block: 'Du skal sperre BankID-en din. Vis først hvem du er, så spør vi om du mener det.',
    about: 'Vis først hvem du er, så ser du hvilken bank BankID-en din er fra.',
    activate: 'Du skal aktivere en ny BankID. Du trenger en engangskode og koden i brevet fra banken.',
  },
  requested: {
    'change-password': {
      purpose: 'Bytt BankID-passord, på vei fra',
      text: 'Du er sendt hit fra {{caller}} for å bytte BankID-passordet. Vis først hvem du er, så spør vi om det nye passordet. {{caller}} får aldri se passordene dine.',
    },
  },
  dropIntent: 'Glem det, bare fortsett',
  shieldOf: 'BankID fra {{bank}}',
  validUntil: 'Gyldig til {{date}}',
  bankPhone: 'Telefon {{phone}}',
  source: {
    heading: 'Hvor har du koden fra?',
    'code-unit': 'Kodebrikke',
    'code-card': 'Kodekort',
    app: 'BankID-appen',
    'bank-app': 'Bankens egen app',
  },
  hint: {
    'code-unit': 'Seks sifre fra kodebrikken din',
    'code-card': 'Seks sifre fra det trykte kodekortet',
    app: 'Seks sifre fra BankID-appen',
    'bank-app': 'Seks sifre fra appen til banken din',
  },
  cardNumber: 'Kort som slutter på {{ending}}: kode nummer {{number}}',
  notYourCard: 'Har du ikke et slikt kort? Da må du velge en annen kilde under.',
  activation: {
    title: 'Aktiver BankID',
    text: 'Skriv koden i brevet fra banken, og velg passordet du skal bruke med BankID.',
    letterCode: 'Koden i brevet',
    letterHint: 'Åtte sifre',
    submit: 'Aktiver',
  },
  newPassword: {
    title: 'Bytt passord',
    mustText: 'Banken din har bestemt at du må velge et nytt passord før du går videre.',
    old: 'Passordet du har nå',
    field: 'Nytt passord',
    rules:
      'Minst åtte tegn, med bokstaver og tall eller både store og små bokstaver. Ikke fødselsdatoen din, og ikke noe alle bruker.',
    repeated: 'Nytt passord en gang til',
    submit: 'Bytt passord',
    putOff: 'Ikke bytt nå',
  },
  renewal: {
    title: 'Forny BankID',
    expiry:
      'BankID-en din går ut {{date}}. Forny den nå, så virker den i to år til. Passordet og kodene dine er de samme, og alt du har signert, gjelder som før.',
    upgrade:
      'BankID-løsningen er oppgradert, og BankID-en din må fornyes innen {{date}}. Passordet og kodene dine er de samme, og alt du har signert, gjelder som før.',
    must: 'BankID-løsningen er oppgradert, og BankID-en din må fornyes før du går videre. Passordet og kodene dine er de samme, og alt du har signert, gjelder som før.',
    submit: 'Forny nå',
    later: 'Senere',
  },
  suspicion: {
    title: 'Kjenner noen passordet ditt?',
    text: 'Gjør én av disse tingene med en gang. Har du mistet kodebrikken eller telefonen, eller får du ikke logget inn, må du ringe banken din nå.',
    change: 'Bytt passordet',
    changeText: 'Det gamle passordet slutter å virke med det samme.',
    block: 'Sperr BankID-en for godt',
    blockText:
      'Ingen kan bruke den mer, heller ikke du. Banken må gi deg en ny. Det du har signert før, gjelder fortsatt.',
    back: 'Tilbake',
  },
  block: {
    title: 'Vil du sperre BankID-en din for godt?',
    text: 'BankID-en din fra {{bank}} slutter å virke med det samme, og kan ikke åpnes igjen. Det du har signert før, gjelder fortsatt.',
    submit: 'Ja, sperr den nå',
    putOff: 'Nei, ikke sperr',
  },
  blocked: {
    title: 'BankID-en din er sperret for godt',
    text: 'Ingen kan bruke den mer. Kontakt {{bank}} for å få en ny, og fortell hva som har skjedd.',
    nothingSigned: 'Ingenting ble signert nå. Dokumentet venter på deg til du har fått en ny BankID.',
  },
  shield: { title: 'Du er {{name}}', continue: 'Fortsett til {{caller}}' },
  done: {
    activated:
      'BankID-en din er aktiv. Nå kan du logge inn med passordet du valgte. Vent til du har en ny engangskode.',
    'password-changed': 'Passordet er byttet.',
    renewed: 'BankID-en din er fornyet.',
  },
  error: {
    'not-activated':
      'BankID-en din er ikke aktivert ennå, eller banken har nullstilt passordet. Finn fram brevet fra banken, og skriv en ny engangskode.',
    'activation-missing': 'Skriv de åtte sifrene i brevet fra banken.',
    'wrong-letter_one':
      'Koden i brevet er feil. Du har ett forsøk igjen før brevet ikke virker lenger. Skriv en ny engangskode.',
    'wrong-letter_other':
      'Koden i brevet er feil. Du har {{count}} forsøk igjen. Skriv en ny engangskode for å prøve på nytt.',
    'no-letter':
      'Brevet virker ikke lenger: det er for gammelt, brukt, eller prøvd for mange ganger. Kontakt {{bank}} for å få et nytt.',
    'nothing-to-activate':
      'Koden er riktig, men ingen BankID fra {{bank}} venter på å bli aktivert. Skriv en ny engangskode for å logge inn.',
    'password-not-repeated': 'De to nye passordene er ikke like. Skriv det samme begge steder.',
    'password-too-short': 'Det nye passordet må ha minst åtte tegn.',
    'password-too-long': 'Det nye passordet kan ha høyst 64 tegn.',
    'password-too-simple': 'Det nye passordet må ha bokstaver og tall, eller både store og små bokstaver.',
    'password-too-common': 'Det nye passordet er et av dem alle prøver først. Velg et annet.',
    'password-holds-birth-date': 'Det nye passordet inneholder fødselsdatoen din. Velg et annet.',
    'password-same': 'Det nye passordet må være et annet enn det gamle. (1308)',
    'old-password-missing': 'Skriv passordet du har nå.',
    'old-password-wrong_one':
      'Passordet du har nå, ble skrevet feil. Du har ett forsøk igjen før BankID-en din blir sperret.',
    'old-password-wrong_other': 'Passordet du har nå, ble skrevet feil. Du har {{count}} forsøk igjen.',
    'renewal-failed': 'Vi fikk ikke fornyet BankID-en din. Den er som før. Prøv igjen om litt.',
  },
};

/** The shape that every language fills. */
export type LifeTexts = typeof lifeNb;
