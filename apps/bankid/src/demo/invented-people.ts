import {
  makeNationalIdentityNumber,
  type CodeSourceKind,
  type MinorRule,
  type NationalIdentityNumberKind,
} from '@segl/domain';
import type { Language } from '@segl/contracts';

/** An invented bank; `id` and `originator` are those of its CA. No telephone number begins with 0: nobody is called. */
export interface InventedBank {
  id: string;
  name: string;
  originator: string;
  phone: string;
  ageLimit: number;
  /** Default: code units and the common app. */
  codeSources?: CodeSourceKind[];
  /** Default: a guardian approves. */
  minors?: MinorRule;
  /** What the bank calls its own app, where it has one. */
  appName?: string;
}

export const inventedBanks: readonly InventedBank[] = [
  {
    id: 'fjordbanken',
    name: 'Fjordbanken',
    originator: '9901',
    phone: '000 09 901',
    ageLimit: 15,
    codeSources: ['code-unit', 'code-card', 'app'],
  },
  {
    id: 'nordlysbanken',
    name: 'Nordlysbanken',
    originator: '9902',
    phone: '000 09 902',
    ageLimit: 13,
    minors: 'parent-orders',
    codeSources: ['code-unit', 'bank-app'],
    appName: 'NordlysID',
  },
  {
    id: 'eikebanken',
    name: 'Eikebanken',
    originator: '9903',
    phone: '000 09 903',
    ageLimit: 18,
    codeSources: ['code-unit', 'code-card', 'app'],
  },
];

/** What is special about a demo person. */
export type DemoSituation =
  | 'ordinary'
  | 'suspended'
  | 'expired'
  | 'no-bankid'
  | 'shared-birth-date'
  | 'code-card'
  | 'event-unit'
  | 'renewal'
  | 'ordered'
  | 'minor';

/** An invented person; nobody has this name and number. */
export interface InventedPerson {
  /** Names the person in the demo's own file; never changes. */
  key: string;
  givenName: string;
  familyName: string;
  birthDate: string;
  bank: string;
  email: string;
  situation: DemoSituation;
  nationalId: string;
  /** Of the code unit, and of the BankID where there is one: fixed, so that making them twice changes nothing. */
  codeUnitSerial: string;
  bankIdId: string;
}

type Sketch = Omit<InventedPerson, 'nationalId' | 'codeUnitSerial' | 'bankIdId'> & {
  kind?: NationalIdentityNumberKind;
};

const sketches: readonly Sketch[] = [
  person('kari', 'Kari', 'Eksempel', '1987-05-24', 'fjordbanken', 'ordinary'),
  person('ola', 'Ola', 'Prøvesen', '1979-11-02', 'nordlysbanken', 'ordinary'),
  person('ingrid', 'Ingrid', 'Testdal', '1990-02-14', 'fjordbanken', 'suspended'),
  person('bjorn', 'Bjørn', 'Utløpsen', '1968-08-30', 'eikebanken', 'expired'),
  person('tuva', 'Tuva', 'Brikkerud', '2001-06-17', 'nordlysbanken', 'no-bankid'),
  person('liv', 'Liv', 'Tvillingsen', '1995-03-09', 'fjordbanken', 'shared-birth-date'),
  person('leif', 'Leif', 'Tvillingsen', '1995-03-09', 'eikebanken', 'shared-birth-date'),
  person('ailu', 'Áilu', 'Ŋiŋŋá', '1983-12-01', 'nordlysbanken', 'ordinary'),
  person(
    'anne-margrethe',
    'Anne-Margrethe Charlotte Wilhelmine',
    'Langenavn-Eksempelstrøm',
    '1958-01-31',
    'eikebanken',
    'code-card',
  ),
  {
    ...person('mateusz', 'Mateusz', 'Przykładowy', '1992-07-21', 'fjordbanken', 'ordinary'),
    kind: 'd-number',
  },
  // New people stand at the end: numbers and identifiers go by the place, and those made once stay as they are.
  person('henrik', 'Henrik', 'Knappestad', '1975-04-18', 'fjordbanken', 'event-unit'),
  person('nora', 'Nora', 'Fornyelsen', '1998-10-05', 'nordlysbanken', 'renewal'),
  person('jonas', 'Jonas', 'Nybegynner', '2003-01-27', 'fjordbanken', 'ordered'),
  person('sigrid', 'Sigrid', 'Prøvedal', '1971-09-13', 'eikebanken', 'ordinary'),
  person('sander', 'Sander', 'Eksempel', '2011-03-18', 'fjordbanken', 'minor'),
  person('mina', 'Mina', 'Prøvesen', '2012-08-25', 'nordlysbanken', 'minor'),
];

/** The demo's people; the first is the loan applicant. */
export const inventedPeople: readonly InventedPerson[] = sketches.map(({ kind, ...sketch }, index) => ({
  ...sketch,
  nationalId: nationalIdOf(sketch.birthDate, 300 + index * 7, kind ?? 'birth-number'),
  codeUnitSerial: `91-${String(4_000_101 + index * 37)}`,
  bankIdId: `00000000-5e91-4000-8000-${String(index + 1).padStart(12, '0')}`,
}));

/** Whether the demo gives this person a BankID; the others have a code unit alone. */
export const isGivenBankId = ({ situation }: Pick<InventedPerson, 'situation'>): boolean =>
  situation !== 'no-bankid' && situation !== 'minor';

/** Guardians whom the children's banks have registered, by key. */
export const inventedGuardians: readonly { child: string; guardian: string }[] = [
  { child: 'sander', guardian: 'kari' },
  { child: 'mina', guardian: 'ola' },
];

/** Those who lack nothing for ordering: their bank has seen their passport. */
export const inventedOrderers: readonly string[] = ['tuva', 'sander', 'mina'];

/** What to try with a person who is not ordinary. */
export const situationNotes: Readonly<
  Record<Exclude<DemoSituation, 'ordinary'>, Readonly<Record<Language, string>>>
> = {
  suspended: {
    nb: 'Sperret etter fem feil passord (9314)',
    nn: 'Sperra etter fem feil passord (9314)',
    en: 'Suspended after five wrong passwords (9314)',
  },
  expired: {
    nb: 'BankID-en er utløpt (1313)',
    nn: 'BankID-en er gått ut (1313)',
    en: 'The BankID has expired (1313)',
  },
  'no-bankid': {
    nb: 'Har kodebrikke, men ingen aktiv BankID (9458)',
    nn: 'Har kodebrikke, men ingen aktiv BankID (9458)',
    en: 'Has a code unit but no active BankID (9458)',
  },
  'shared-birth-date': {
    nb: 'To personer har denne fødselsdatoen; engangskoden skiller dem',
    nn: 'To personar har denne fødselsdatoen; eingongskoden skil dei',
    en: 'Two people share this date of birth; the one-time code tells them apart',
  },
  'code-card': {
    nb: 'Har trykt kodekort ved siden av kodebrikken',
    nn: 'Har trykt kodekort ved sida av kodebrikka',
    en: 'Has a printed code card beside the code unit',
  },
  'event-unit': {
    nb: 'Har kodebrikke med knapp: hver kode virker én gang',
    nn: 'Har kodebrikke med knapp: kvar kode verkar éin gong',
    en: 'Has a code unit with a button: each code works once',
  },
  renewal: {
    nb: 'BankID-en går snart ut og kan fornyes ved innlogging',
    nn: 'BankID-en går snart ut og kan fornyast ved innlogging',
    en: 'The BankID expires soon, and can be renewed when logging in',
  },
  ordered: {
    nb: 'Har bestilt BankID: aktiveres med koden i brevet fra banken',
    nn: 'Har bestilt BankID: blir aktivert med koden i brevet frå banken',
    en: 'Has ordered a BankID: activated with the code in the letter from the bank',
  },
  minor: {
    nb: 'Under 18 år: en foresatt må si ja før banken gir BankID (Kari for Sander, Ola for Mina)',
    nn: 'Under 18 år: ein føresett må seie ja før banken gir BankID (Kari for Sander, Ola for Mina)',
    en: 'Under 18: a guardian has to say yes before the bank gives a BankID (Kari for Sander, Ola for Mina)',
  },
};

function person(
  key: string,
  givenName: string,
  familyName: string,
  birthDate: string,
  bank: string,
  situation: DemoSituation,
): Sketch {
  return { key, givenName, familyName, birthDate, bank, situation, email: `${key}@example.com` };
}

/** A synthetic number for an invented person: the first that exists, from a place of their own on. */
export function nationalIdOf(
  birthDate: string,
  from: number,
  kind: NationalIdentityNumberKind = 'birth-number',
): string {
  const start = Number(birthDate.slice(0, 4)) >= 2000 ? from + 300 : from;
  for (let individualNumber = start; individualNumber < 1000; individualNumber += 1) {
    const number = makeNationalIdentityNumber({ birthDate, individualNumber, kind });
    if (number !== undefined) return number;
  }
  throw new RangeError(`no number is left for ${birthDate}`);
}
