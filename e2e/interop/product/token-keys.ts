import type { Court } from './court.js';
import type { SoftToken } from './soft-token.js';

type KeyInToken = ReturnType<SoftToken['privateKeys']>[number];

/**
 * The vault's keys are in the token, and stay there; that of a BankID which was blocked is erased.
 *
 * @param before the keys as they were before the block
 */
export function judgeTokenKeys({ judge }: Court, token: SoftToken, before: readonly KeyInToken[]): void {
  judge('pkcs11-tool: the keys of the vault are in the token', before.length > 1, JSON.stringify(before));
  const loose = before.filter(
    ({ access }) =>
      !/always sensitive/.test(access) || !/never extractable/.test(access) || !/local/.test(access),
  );
  judge(
    'pkcs11-tool: each was made there and can never be taken out',
    loose.length === 0,
    JSON.stringify(loose),
  );
  const after = token.privateKeys();
  const gone = before.filter(({ id }) => !after.some((key) => key.id === id));
  judge(
    'pkcs11-tool: the key of the blocked BankID is erased, and no other',
    gone.length === 1 && after.length === before.length - 1,
    JSON.stringify({ before, after }),
  );
}
