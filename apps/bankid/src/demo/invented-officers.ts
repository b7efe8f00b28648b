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

const names: Readonly<Record<string, readonly [clerk: string, approver: string, auditor: string]>> = {
  fjordbanken: ['Siri Skrankeby', 'Jon Godkjentsen', 'Randi Revisdal'],
  nordlysbanken: ['Ante Skrankeby', 'Maja Godkjentsen', 'Per Revisdal'],
  eikebanken: ['Eli Skrankeby', 'Knut Godkjentsen', 'Tone Revisdal'],
};

/** Three for each bank: one who serves customers, one who also approves, and one who looks on. */
export const inventedOfficers: readonly InventedOfficer[] = inventedBanks.flatMap(({ id: bank }) => {
  const [clerk = '', approver = '', auditor = ''] = names[bank] ?? [];
  const roles = [['clerk'], ['clerk', 'approver'], ['auditor']] as const;
  return [clerk, approver, auditor].map((name, index) => ({
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
