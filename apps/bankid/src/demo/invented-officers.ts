import type { desk } from '@segl/contracts';
import { inventedBanks, nationalIdOf } from './invented-people.js';

/** An invented officer at an invented bank's desk. */
export interface InventedOfficer {
  /** Also the key in the demo's own file; never changes. */
  username: string;
  name: string;
  bank: string;
  roles: readonly desk.Role[];
}

type Names = readonly [clerk: string, approver: string, auditor: string, administrator: string];
const names: Readonly<Record<string, Names>> = {
  fjordbanken: ['Siri Skrankeby', 'Jon Godkjentsen', 'Randi Revisdal', 'Gro Styresen'],
  nordlysbanken: ['Ante Skrankeby', 'Maja Godkjentsen', 'Per Revisdal', 'Nils Styresen'],
  eikebanken: ['Eli Skrankeby', 'Knut Godkjentsen', 'Tone Revisdal', 'Aud Styresen'],
};

/** Four for each bank: one who serves customers, one who also approves, one who looks on, and one who sees to the officers. */
export const inventedOfficers: readonly InventedOfficer[] = inventedBanks.flatMap(({ id: bank }) => {
  const [clerk = '', approver = '', auditor = '', administrator = ''] = names[bank] ?? [];
  const roles = [['clerk'], ['clerk', 'approver'], ['auditor'], ['administrator']] as const;
  return [clerk, approver, auditor, administrator].map((name, index) => ({
    username: `${(name.split(' ')[0] ?? '').toLowerCase()}.${bank}`,
    name,
    bank,
    roles: roles[index] ?? [],
  }));
});

/** People who are customers of no bank yet, for trying the desk. */
export const inventedNewcomers = [
  { givenName: 'Nora', familyName: 'Nykundesen', birthDate: '1998-04-12', individualNumber: 320 },
  { givenName: 'Emil', familyName: 'Ungdal', birthDate: '2010-09-14', individualNumber: 640 },
  { givenName: 'Ada', familyName: 'Småsen', birthDate: '2017-05-02', individualNumber: 660 },
].map(({ individualNumber, ...person }) => ({
  ...person,
  nationalId: nationalIdOf(person.birthDate, individualNumber),
}));
