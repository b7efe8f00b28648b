import type { LifeTexts } from './life-nb.js';

/** Nynorsk: what the dialog says of a BankID's own life, beside the caller's errand. */
export const lifeNn: LifeTexts = {
  menuHeading: 'BankID-en din',
  intent: {
    'change-password': 'Byt passord',
    suspicion: 'Eg trur nokon kjenner passordet mitt',
    about: 'Kva bank er BankID-en min frå?',
    activate: 'Aktiver ny BankID',
  },
  intentBanner: {
    'change-password': 'Du skal byte passord. Vis først kven du er, så spør vi om det nye passordet.',
    block: 'Du skal sperre BankID-en din. Vis først kven du er, så spør vi om du meiner det.',
    about: 'Vis først kven du er, så ser du kva bank BankID-en din er frå.',
    activate: 'Du skal aktivere ein ny BankID. Du treng ein eingongskode og koden i brevet frå banken.',
  },
  requested: {
    'change-password': {
      purpose: 'Byt BankID-passord, på veg frå',
      text: 'Du er send hit frå {{caller}} for å byte BankID-passordet. Vis først kven du er, så spør vi om det nye passordet. {{caller}} får aldri sjå passorda dine.',
    },
  },
  dropIntent: 'Gløym det, berre hald fram',
  shieldOf: 'BankID frå {{bank}}',
  validUntil: 'Gyldig til {{date}}',
  bankPhone: 'Telefon {{phone}}',
  source: {
    heading: 'Kvar har du koden frå?',
    'code-unit': 'Kodebrikke',
    'code-card': 'Kodekort',
    app: 'BankID-appen',
    'bank-app': 'Banken sin eigen app',
  },
  hint: {
    'code-unit': 'Seks siffer frå kodebrikka di',
    'code-card': 'Seks siffer frå det trykte kodekortet',
    app: 'Seks siffer frå BankID-appen',
    'bank-app': 'Seks siffer frå appen til banken din',
  },
  cardNumber: 'Kort som sluttar på {{ending}}: kode nummer {{number}}',
  notYourCard: 'Har du ikkje eit slikt kort? Då må du velje ei anna kjelde under.',
  activation: {
    title: 'Aktiver BankID',
    text: 'Skriv koden i brevet frå banken, og vel passordet du skal bruke med BankID.',
    letterCode: 'Koden i brevet',
    letterHint: 'Åtte siffer',
    submit: 'Aktiver',
  },
  newPassword: {
    title: 'Byt passord',
    mustText: 'Banken din har bestemt at du må velje eit nytt passord før du går vidare.',
    old: 'Passordet du har no',
    field: 'Nytt passord',
    rules:
      'Minst åtte teikn, med bokstavar og tal eller både store og små bokstavar. Ikkje fødselsdatoen din, og ikkje noko alle bruker.',
    repeated: 'Nytt passord ein gong til',
    submit: 'Byt passord',
    putOff: 'Ikkje byt no',
  },
  renewal: {
    title: 'Forny BankID',
    expiry:
      'BankID-en din går ut {{date}}. Forny han no, så verkar han i to år til. Passordet og kodane dine er dei same, og alt du har signert, gjeld som før.',
    upgrade:
      'BankID-løysinga er oppgradert, og BankID-en din må fornyast innan {{date}}. Passordet og kodane dine er dei same, og alt du har signert, gjeld som før.',
    must: 'BankID-løysinga er oppgradert, og BankID-en din må fornyast før du går vidare. Passordet og kodane dine er dei same, og alt du har signert, gjeld som før.',
    submit: 'Forny no',
    later: 'Seinare',
  },
  suspicion: {
    title: 'Kjenner nokon passordet ditt?',
    text: 'Gjer éin av desse tinga med ein gong. Har du mista kodebrikka eller telefonen, eller får du ikkje logga inn, må du ringje banken din no.',
    change: 'Byt passordet',
    changeText: 'Det gamle passordet sluttar å verke med det same.',
    block: 'Sperr BankID-en for godt',
    blockText:
      'Ingen kan bruke han meir, heller ikkje du. Banken må gi deg ein ny. Det du har signert før, gjeld framleis.',
    back: 'Tilbake',
  },
  block: {
    title: 'Vil du sperre BankID-en din for godt?',
    text: 'BankID-en din frå {{bank}} sluttar å verke med det same, og kan ikkje opnast igjen. Det du har signert før, gjeld framleis.',
    submit: 'Ja, sperr han no',
    putOff: 'Nei, ikkje sperr',
  },
  blocked: {
    title: 'BankID-en din er sperra for godt',
    text: 'Ingen kan bruke han meir. Kontakt {{bank}} for å få ein ny, og fortel kva som har hendt.',
    nothingSigned: 'Ingenting blei signert no. Dokumentet ventar på deg til du har fått ein ny BankID.',
  },
  shield: { title: 'Du er {{name}}', continue: 'Hald fram til {{caller}}' },
  done: {
    activated:
      'BankID-en din er aktiv. No kan du logge inn med passordet du valde. Vent til du har ein ny eingongskode.',
    'password-changed': 'Passordet er bytt.',
    renewed: 'BankID-en din er fornya.',
  },
  error: {
    'not-activated':
      'BankID-en din er ikkje aktivert enno, eller banken har nullstilt passordet. Finn fram brevet frå banken, og skriv ein ny eingongskode.',
    'activation-missing': 'Skriv dei åtte sifra i brevet frå banken.',
    'wrong-letter_one':
      'Koden i brevet er feil. Du har eitt forsøk igjen før brevet ikkje verkar lenger. Skriv ein ny eingongskode.',
    'wrong-letter_other':
      'Koden i brevet er feil. Du har {{count}} forsøk igjen. Skriv ein ny eingongskode for å prøve på nytt.',
    'no-letter':
      'Brevet verkar ikkje lenger: det er for gammalt, brukt, eller prøvd for mange gonger. Kontakt {{bank}} for å få eit nytt.',
    'nothing-to-activate':
      'Koden er rett, men ingen BankID frå {{bank}} ventar på å bli aktivert. Skriv ein ny eingongskode for å logge inn.',
    'password-not-repeated': 'Dei to nye passorda er ikkje like. Skriv det same begge stader.',
    'password-too-short': 'Det nye passordet må ha minst åtte teikn.',
    'password-too-long': 'Det nye passordet kan ha høgst 64 teikn.',
    'password-too-simple': 'Det nye passordet må ha bokstavar og tal, eller både store og små bokstavar.',
    'password-too-common': 'Det nye passordet er eitt av dei alle prøver først. Vel eit anna.',
    'password-holds-birth-date': 'Det nye passordet inneheld fødselsdatoen din. Vel eit anna.',
    'password-same': 'Det nye passordet må vere eit anna enn det gamle. (1308)',
    'old-password-missing': 'Skriv passordet du har no.',
    'old-password-wrong_one':
      'Passordet du har no, blei skrive feil. Du har eitt forsøk igjen før BankID-en din blir sperra.',
    'old-password-wrong_other': 'Passordet du har no, blei skrive feil. Du har {{count}} forsøk igjen.',
    'renewal-failed': 'Vi fekk ikkje fornya BankID-en din. Han er som før. Prøv igjen om litt.',
  },
};
