import { withCheckDigit } from './with-check-digit.js';
import type { SeedCompany, SeedRole, SeedRule } from './companies.js';

const roleText: Record<SeedRole['code'], string> = {
  DAGL: 'Daglig leder',
  LEDE: 'Styrets leder',
  NEST: 'Nestleder',
  MEDL: 'Styremedlem',
  VARA: 'Varamedlem',
  INNH: 'Innehaver',
  BOBE: 'Bostyrer',
  PROK: 'Prokura',
};
const roleGroups = [
  { code: 'DAGL', text: 'Daglig leder/ adm.direktør', members: ['DAGL'] },
  { code: 'STYR', text: 'Styre', members: ['LEDE', 'NEST', 'MEDL', 'VARA'] },
  { code: 'INNH', text: 'Innehaver', members: ['INNH'] },
  { code: 'BOBE', text: 'Bostyrer', members: ['BOBE'] },
  { code: 'PROK', text: 'Prokura', members: ['PROK'] },
] as const;
const formText: Record<SeedCompany['form'], string> = {
  AS: 'Aksjeselskap',
  ASA: 'Allmennaksjeselskap',
  ENK: 'Enkeltpersonforetak',
  BRL: 'Borettslag',
  NUF: 'Norskregistrert utenlandsk foretak',
};

const fullName = (role: SeedRole): string =>
  [role.givenName, role.middleName, role.familyName].filter((part) => part !== undefined).join(' ');
const norwegianDate = (isoDate: string): string => isoDate.split('-').reverse().join('.');

const isActive = (role: SeedRole): boolean => role.deceased === undefined && role.resigned === undefined;
const isBoard = (role: SeedRole): boolean => ['LEDE', 'NEST', 'MEDL'].includes(role.code);

/** `GET /enhetsregisteret/api/enheter/{orgnr}`. */
export function entityJson(company: SeedCompany): Record<string, unknown> {
  return {
    organisasjonsnummer: withCheckDigit(company.base),
    navn: company.name,
    organisasjonsform: { kode: company.form, beskrivelse: formText[company.form] },
    registreringsdatoEnhetsregisteret: '2019-01-15',
    registrertIMvaregisteret: true,
    forretningsadresse: {
      land: 'Norge',
      landkode: 'NO',
      postnummer: company.postalCode,
      poststed: company.city,
      adresse: ['Oppdiktet vei 1'],
    },
    konkurs: company.bankrupt === true,
    underAvvikling: company.windingUp === true,
    underTvangsavviklingEllerTvangsopplosning: false,
  };
}

/** `GET /enhetsregisteret/api/enheter/{orgnr}/roller`. */
export function rolesJson(company: SeedCompany): Record<string, unknown> {
  return {
    rollegrupper: roleGroups.flatMap((group) => {
      const roles = company.roles.filter((role) => (group.members as readonly string[]).includes(role.code));
      if (roles.length === 0) return [];
      return [
        {
          type: { kode: group.code, beskrivelse: group.text },
          sistEndret: '2024-02-01',
          roller: roles.map((role, index) => ({
            type: { kode: role.code, beskrivelse: roleText[role.code] },
            person: {
              fodselsdato: role.birthDate,
              navn: {
                fornavn: role.givenName,
                ...(role.middleName === undefined ? {} : { mellomnavn: role.middleName }),
                etternavn: role.familyName,
              },
              erDoed: role.deceased === true,
            },
            fratraadt: role.resigned === true,
            rekkefolge: index,
          })),
        },
      ];
    }),
  };
}

interface Combination {
  code: string;
  text: string;
  people: SeedRole[][];
}

const pairs = (roles: SeedRole[]): SeedRole[][] =>
  roles.flatMap((first, index) => roles.slice(index + 1).map((second) => [first, second]));

/** The legal combinations of a rule, pre-expanded into people as the register does. */
function combinations(rule: SeedRule, company: SeedCompany): Combination[] {
  const active = company.roles.filter(isActive);
  const of = (code: SeedRole['code']): SeedRole[] => active.filter((role) => role.code === code);
  const board = active.filter(isBoard);
  const otherMembers = board.filter((role) => role.code !== 'LEDE');
  const each = (roles: SeedRole[]): SeedRole[][] => roles.map((role) => [role]);
  const each2 = (first: SeedRole[], second: SeedRole[]): SeedRole[][] =>
    first.flatMap((a) =>
      second.filter((b) => fullName(a) !== fullName(b) || a.birthDate !== b.birthDate).map((b) => [a, b]),
    );
  if (typeof rule !== 'string') return [];
  switch (rule) {
    case 'none':
      return [];
    case 'chair-alone':
      return [{ code: 'R0001', text: 'Styrets leder alene', people: each(of('LEDE')) }];
    case 'manager-alone':
      return [{ code: 'R0002', text: 'Daglig leder alene', people: each(of('DAGL')) }];
    case 'chair-alone-or-two-members': {
      const text = 'Styrets leder alene eller to styremedlemmer i fellesskap';
      return [{ code: 'R0012', text, people: [...each(of('LEDE')), ...pairs(otherMembers)] }];
    }
    case 'two-members':
      return [{ code: 'R0005', text: 'To styremedlemmer i fellesskap', people: pairs(board) }];
    case 'chair-and-one-member': {
      const text = 'Styrets leder og ett styremedlem i fellesskap';
      return [{ code: 'R0008', text, people: each2(of('LEDE'), otherMembers) }];
    }
    case 'manager-and-one-member': {
      const text = 'Daglig leder og ett styremedlem i fellesskap';
      return [{ code: 'R0010', text, people: each2(of('DAGL'), board) }];
    }
    case 'whole-board':
      return [{ code: 'STYR', text: 'Styret i fellesskap', people: [board] }];
    case 'owner-alone':
      return [{ code: 'INNH', text: 'Innehaver alene', people: each(of('INNH')) }];
    case 'procurator-alone':
      return [{ code: 'POHV', text: 'Prokurister hver for seg', people: each(of('PROK')) }];
  }
}

const personJson = (role: SeedRole): Record<string, unknown> => ({
  fodselsdato: norwegianDate(role.birthDate),
  navn: fullName(role),
  rolle: { kode: role.code, tekstforklaring: roleText[role.code] },
});

/**
 * `GET /fullmakt/enheter/{orgnr}/signatur|prokura` without `oppslagsData`, which is made at each look-up.
 * Dates here are DD.MM.YYYY and flags are strings, as in the register's own answers.
 */
export function authorityJson(company: SeedCompany, kind: 'signatur' | 'prokura'): Record<string, unknown> {
  const rule = kind === 'signatur' ? company.signature : company.procuration;
  const found = combinations(rule, company);
  const unread = typeof rule !== 'string';
  const text = unread ? rule.unread : found.map((combination) => combination.text).join('. ');
  return {
    status: {
      rutineStatus: { kode: 'OK', tekstforklaring: 'Organisasjonsformen støttes' },
      kombinasjonStatus:
        found.length > 0
          ? { kode: 'OK', tekstforklaring: 'Kombinasjoner er funnet' }
          : { kode: 'IK', tekstforklaring: 'Ingen kombinasjoner' },
      regelStatus: unread
        ? { kode: 'RT', tekstforklaring: 'Regel i fritekst, ikke tolket' }
        : found.length > 0
          ? { kode: 'RF', tekstforklaring: 'Regel funnet', regelIdent: found[0]?.code }
          : { kode: 'RI', tekstforklaring: 'Regel ikke funnet' },
    },
    enhet: {
      organisasjonsnummer: withCheckDigit(company.base),
      navn: company.name,
      organisasjonsform: { kode: company.form, tekstforklaring: formText[company.form] },
      konkurs: String(company.bankrupt === true),
      underAvvikling: String(company.windingUp === true),
    },
    signeringsGrunnlag: {
      kode: kind === 'signatur' ? 'SIGN' : 'PROK',
      tekstforklaring: kind === 'signatur' ? 'Signatur' : 'Prokura',
      signaturProkuraRoller: { signaturProkuraFritekst: text },
      muligeSigneringsRoller: { personRolleGrunnlag: company.roles.filter(isActive).map(personJson) },
    },
    signeringsKombinasjon: {
      kombinasjon: found.flatMap((combination) =>
        combination.people.map((people, index) => ({
          kode: combination.code,
          tekstforklaring: combination.text,
          kombinasjonsId: String(index + 1),
          personRolleKombinasjon: people.map(personJson),
        })),
      ),
    },
  };
}
