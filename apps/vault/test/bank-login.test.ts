import { expect, it } from 'vitest';
import { runInTransactionScope, generateServiceKeys, type ServiceContext } from '@segl/platform';
import { createBankLogin } from '../src/csc/bank-login.js';

it('the bank is not called inside a database transaction', async () => {
  const urls = { bankid: 'http://127.0.0.1:9/bankid', vault: 'http://127.0.0.1:9/vault' };
  const bank = createBankLogin({
    urls: urls as ServiceContext['urls'],
    serviceKeys: await generateServiceKeys(),
  });
  const inside = (work: () => Promise<unknown>) => runInTransactionScope((enter) => enter(work));
  const refusal = { code: 'platform.io-in-transaction' };
  const pending = { state: 'state', nonce: 'nonce', codeVerifier: 'verifier' };
  const query = new URLSearchParams({ code: 'code', state: 'state' });
  await expect(inside(() => bank.push(undefined))).rejects.toMatchObject(refusal);
  await expect(inside(() => bank.answer(query, pending))).rejects.toMatchObject(refusal);
  // Outside it is tried; nobody is there.
  await expect(bank.push(undefined)).rejects.toMatchObject({ code: 'temporarily_unavailable' });
});
