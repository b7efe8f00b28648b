import { expect, it } from 'vitest';
import { runInTransactionScope } from '@segl/platform';
import { createPasswords } from '../src/proof/passwords.js';

const cheap = { memoryKib: 1024, timeCost: 2, parallelism: 1 };

it('hashing and comparing passwords is refused inside a database transaction: argon2 is slow by design', async () => {
  const passwords = createPasswords(cheap);
  const inside = (work: () => Promise<unknown>) => runInTransactionScope((enter) => enter(work));
  const refusal = {
    code: 'platform.io-in-transaction',
    message: 'hashing a password inside a database transaction',
  };
  await expect(inside(() => passwords.hash('Seter-7'))).rejects.toMatchObject(refusal);
  const hash = await passwords.hash('Seter-7');
  await expect(inside(() => passwords.verify(hash, 'Seter-7'))).rejects.toMatchObject(refusal);
  // Nobody is told by the error whether there is such a person.
  await expect(inside(() => passwords.verify(undefined, 'Seter-7'))).rejects.toMatchObject(refusal);
  expect(await passwords.verify(hash, 'Seter-7')).toBe(true);
  expect(await passwords.verify(hash, 'seter-7')).toBe(false);
});
