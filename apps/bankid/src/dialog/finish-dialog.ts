import { randomUUID } from 'node:crypto';
import type { Request, Response } from 'express';
import type Provider from 'oidc-provider';
import { bankid } from '@segl/contracts';
import type { CodeSourceKind } from '@segl/domain';
import type { BankidRoom } from '../room.js';
import type { DialogFacts } from './dialog-facts.js';
import type { OpenedDialog } from './dialog-store.js';

/** What vouches for the holder: a code, of a unit or card or of an app, and the password. */
function methodsOf(source: CodeSourceKind): string[] {
  const code = source === 'app' || source === 'bank-app' ? bankid.amr.app : bankid.amr.code;
  return [bankid.amr.bankId, code, bankid.amr.password, bankid.amr.multiFactor];
}

/** What the dialog goes on with: whose proof, by what, and when it was given. */
export interface GivenProof {
  sub: string;
  bankIdId: string;
  source: CodeSourceKind;
  provenAt: Date;
}

/** The request and response that carry the dialog's cookies. */
export interface Exchange {
  request: Request;
  response: Response;
}

/**
 * Ends the dialog with a proof: a grant of exactly what the person was shown, the proof behind it, and the result that the provider
 * goes on with. Where the browser goes next.
 */
export async function finishWithProof(
  room: BankidRoom,
  provider: Provider,
  { facts }: OpenedDialog,
  { sub, bankIdId, source, provenAt }: GivenProof,
  { request, response }: Exchange,
): Promise<string> {
  const { clientId } = facts.row;
  const methods = methodsOf(source);
  const owner = { clientId, accountId: sub };
  const grantId = await grantWhatWasShown(provider, facts, owner);
  await room.context.database.prisma.proof.create({
    data: {
      grantId,
      transactionId: randomUUID(),
      dialogUid: facts.row.uid,
      clientId,
      bankIdId,
      methods,
      provenAt,
    },
  });
  return provider.interactionResult(
    request,
    response,
    {
      login: {
        accountId: sub,
        acr: bankid.acr,
        amr: methods,
        ts: Math.floor(provenAt.getTime() / 1000),
        remember: false,
      },
      consent: { grantId },
    },
    { mergeWithLastSubmission: false },
  );
}

/** Words after the code in `error_description`; callers go by the code. */
const descriptions: Readonly<Record<bankid.DialogOutcome, string>> = {
  cancelled: 'cancelled by the user',
  timedOut: 'the dialog timed out',
  suspended: 'the BankID is suspended',
  codeSuspended: 'the one-time code is suspended',
  unknownDevice: 'too many wrong one-time codes from this device',
  expired: 'the BankID has expired',
  noBankId: 'the holder has no active BankID',
};

/** Ends the dialog without a proof. Where the browser goes next. */
export async function finishWithOutcome(
  provider: Provider,
  outcome: bankid.DialogOutcome,
  { request, response }: Exchange,
): Promise<string> {
  const { error, bankIdCode } = bankid.dialogOutcome[outcome];
  return provider.interactionResult(
    request,
    response,
    { error, error_description: `${bankIdCode} ${descriptions[outcome]}` },
    { mergeWithLastSubmission: false },
  );
}

async function grantWhatWasShown(
  provider: Provider,
  { signature, shared }: Pick<DialogFacts, 'signature' | 'shared'>,
  owner: { clientId: string; accountId: string },
): Promise<string> {
  const grant = new provider.Grant(owner);
  grant.addOIDCScope(shared.join(' '));
  if (signature !== undefined) grant.addRar(signature);
  return grant.save();
}
