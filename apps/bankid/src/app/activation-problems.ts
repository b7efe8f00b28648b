import { bankid } from '@segl/contracts';
import type { Bank } from '@segl/database';
import { ProblemError } from '@segl/platform';
import type { ProofVerdict } from '../proof/judge-proof.js';

type Refusal = Exclude<ProofVerdict, { kind: 'proven' }>;

/** The answer to an activation that proved nothing: only a right code makes it tell anything of the holder. */
export function problemOf(verdict: Refusal): ProblemError {
  switch (verdict.kind) {
    case 'wrong-code':
      return new ProblemError('bankid.wrong-credentials');
    case 'wrong-password':
      return new ProblemError('bankid.wrong-password', {
        extras: { facts: { ...factsOf(verdict.bank), triesLeft: verdict.triesLeft } },
      });
    case 'not-activated':
      return new ProblemError('bankid.none', { extras: { facts: factsOf(verdict.bank) } });
    case 'refused': {
      const { code, bankIdCode } = bankid.dialogOutcome[verdict.outcome];
      return new ProblemError(code, { extras: { bankIdCode, facts: factsOf(verdict.bank) } });
    }
  }
}

const factsOf = (bank: Bank | undefined): Record<string, string> =>
  bank === undefined ? {} : { bank: bank.name, phone: bank.phone };
