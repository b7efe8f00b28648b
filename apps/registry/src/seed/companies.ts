/**
 * The invented companies. Names, people and numbers are made up; the numbers begin with 31, which the register
 * does not give to real units, and carry a correct check digit.
 */

/** A person's place in a company, with the register's role code. */
export interface SeedRole {
  code: 'DAGL' | 'LEDE' | 'NEST' | 'MEDL' | 'VARA' | 'INNH' | 'BOBE' | 'PROK';
  givenName: string;
  middleName?: string;
  familyName: string;
  /** YYYY-MM-DD */
  birthDate: string;
  deceased?: true;
  resigned?: true;
}

/** A rule of signature or procuration, as the register interprets it. */
export type SeedRule =
  | 'chair-alone'
  | 'manager-alone'
  | 'chair-alone-or-two-members'
  | 'two-members'
  | 'chair-and-one-member'
  | 'manager-and-one-member'
  | 'whole-board'
  | 'owner-alone'
  | 'procurator-alone'
  | 'none'
  /** Free text that the register's interpreter does not read. */
  | { unread: string };

/** One invented company. */
export interface SeedCompany {
  /** First eight digits; the check digit is computed. */
  base: string;
  name: string;
  form: 'AS' | 'ASA' | 'ENK' | 'BRL' | 'NUF';
  city: string;
  postalCode: string;
  bankrupt?: true;
  windingUp?: true;
  roles: SeedRole[];
  signature: SeedRule;
  procuration: SeedRule;
}

const chair = (givenName: string, familyName: string, birthDate: string): SeedRole => ({
  code: 'LEDE',
  givenName,
  familyName,
  birthDate,
});
const member = (givenName: string, familyName: string, birthDate: string): SeedRole => ({
  code: 'MEDL',
  givenName,
  familyName,
  birthDate,
});
const manager = (givenName: string, familyName: string, birthDate: string): SeedRole => ({
  code: 'DAGL',
  givenName,
  familyName,
  birthDate,
});

export const seedCompanies: readonly SeedCompany[] = [
  {
    base: '31000101',
    name: 'FJORDBANKEN ASA',
    form: 'ASA',
    city: 'BERGEN',
    postalCode: '5003',
    roles: [
      manager('Ragnhild', 'Testvik', '1971-03-09'),
      chair('Olav', 'Prøvestad', '1959-11-21'),
      member('Siv', 'Demodal', '1980-02-14'),
    ],
    signature: 'chair-and-one-member',
    procuration: 'manager-alone',
  },
  {
    base: '31000102',
    name: 'NORDLYSBANKEN ASA',
    form: 'ASA',
    city: 'TROMSØ',
    postalCode: '9008',
    roles: [
      manager('Jens', 'Prøvnes', '1968-07-30'),
      chair('Marit', 'Eksempelmo', '1962-05-05'),
      member('Per', 'Testberg', '1975-12-01'),
    ],
    signature: 'chair-alone-or-two-members',
    procuration: 'manager-alone',
  },
  {
    base: '31000103',
    name: 'EIKEBANKEN ASA',
    form: 'ASA',
    city: 'OSLO',
    postalCode: '0159',
    roles: [chair('Tone', 'Demosæter', '1966-09-17'), member('Arne', 'Øvelsnes', '1970-01-25')],
    signature: 'whole-board',
    procuration: 'none',
  },
  {
    base: '31000201',
    name: 'EKSEMPEL SNEKKERI AS',
    form: 'AS',
    city: 'LILLEHAMMER',
    postalCode: '2609',
    roles: [
      manager('Ivar', 'Høvelrud', '1984-04-02'),
      chair('Ivar', 'Høvelrud', '1984-04-02'),
      member('Gro', 'Sponheim', '1986-10-11'),
    ],
    signature: 'chair-alone',
    procuration: 'manager-alone',
  },
  {
    base: '31000209',
    name: 'PRØVEHAVN BARNEHAGE AS',
    form: 'AS',
    city: 'STAVANGER',
    postalCode: '4006',
    roles: [manager('Hilde', 'Leikvoll', '1979-08-19'), chair('Nils', 'Sandkassen', '1973-06-23')],
    signature: 'manager-alone',
    procuration: 'none',
  },
  {
    base: '31000203',
    name: 'DEMOMEGLEREN AS',
    form: 'AS',
    city: 'TRONDHEIM',
    postalCode: '7011',
    roles: [
      manager('Silje', 'Takstad', '1988-01-12'),
      chair('Bjørn', 'Budviken', '1965-03-03'),
      member('Eva', 'Visningsrud', '1977-05-27'),
    ],
    signature: 'two-members',
    procuration: 'procurator-alone',
  },
  {
    base: '31000204',
    name: 'POSTFLYTT ADRESSETJENESTE AS',
    form: 'AS',
    city: 'OSLO',
    postalCode: '0184',
    roles: [
      manager('Kåre', 'Flyttestad', '1981-11-08'),
      chair('Liv', 'Postvoll', '1969-02-28'),
      member('Jon', 'Adressen', '1990-09-09'),
    ],
    signature: 'manager-and-one-member',
    procuration: 'manager-alone',
  },
  {
    base: '31000205',
    name: 'KARI EKSEMPEL KERAMIKK',
    form: 'ENK',
    city: 'BODØ',
    postalCode: '8006',
    roles: [{ code: 'INNH', givenName: 'Kari', familyName: 'Eksempel', birthDate: '1990-05-14' }],
    signature: 'owner-alone',
    procuration: 'none',
  },
  {
    base: '31000206',
    name: 'FRITEKST OG SØNNER AS',
    form: 'AS',
    city: 'ARENDAL',
    postalCode: '4836',
    roles: [chair('Gunnar', 'Fritekst', '1950-12-24'), member('Geir', 'Fritekst', '1978-04-30')],
    signature: { unread: 'Styrets leder sammen med et familiemedlem når beløpet er over 500 000.' },
    procuration: 'none',
  },
  {
    base: '31000207',
    name: 'KONKURSEKSEMPEL AS',
    form: 'AS',
    city: 'DRAMMEN',
    postalCode: '3015',
    bankrupt: true,
    roles: [
      chair('Atle', 'Tapstad', '1972-08-08'),
      { code: 'BOBE', givenName: 'Berit', familyName: 'Bostyre', birthDate: '1967-01-31' },
    ],
    signature: 'none',
    procuration: 'none',
  },
];
