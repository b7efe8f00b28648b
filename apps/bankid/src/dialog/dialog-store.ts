import type { Request, Response } from 'express';
import type Provider from 'oidc-provider';
import { errors } from 'oidc-provider';
import { bankid } from '@segl/contracts';
import type { Dialog, Prisma } from '@segl/database';
import { securityHeaders } from '@segl/platform';
import { codeSourceKinds, dialogSeconds, parseNationalIdentityNumber } from '@segl/domain';
import { renewalAdvice } from '../issuing/renew-bankid.js';
import type { TypedCode } from '../proof/one-time-codes.js';
import type { BankidRoom } from '../room.js';
import { dialogClient, type DialogClient } from '../provider/clients.js';
import { requestedTaskOf } from '../provider/requested-task.js';
import { signatureDetailOf } from '../provider/signature-details.js';
import {
  dialogStates,
  fieldNotices,
  intents,
  type DialogFacts,
  type RecognisedHolder,
} from './dialog-facts.js';
import { readTasks } from './holder-tasks.js';
import { chooseLanguage, languages } from './texts/translate.js';

/** The provider's own record of the request that a dialog answers. */
export type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>;

/** A dialog as a request finds it. */
export interface OpenedDialog {
  facts: DialogFacts;
  interaction: Interaction;
}

/** The label that a typed code is sealed under. */
export const typedCodeLabel = (uid: string): string => `typed-code:${uid}`;

/** The code that this dialog judged wrong last, where there is one. */
export function missedCode(
  { secrets }: Pick<BankidRoom, 'secrets'>,
  { uid, missedCodeSealed, missedCodeTypedAt }: Dialog,
): TypedCode | undefined {
  if (missedCodeSealed === null || missedCodeTypedAt === null) return undefined;
  return { code: secrets.unsealText(missedCodeSealed, typedCodeLabel(uid)), at: missedCodeTypedAt };
}

/**
 * The dialog of a request: the cookie must be that of the address, and the dialog is made when this is its first screen.
 * One that has outlived its ten minutes is ended here (9409).
 * @throws errors.SessionNotFound when there is no such dialog in this browser
 */
export async function openDialog(
  room: BankidRoom,
  provider: Provider,
  exchange: { request: Request; response: Response; uid: string },
): Promise<OpenedDialog> {
  const interaction = await provider.interactionDetails(exchange.request, exchange.response);
  if (interaction.uid !== exchange.uid) throw new errors.SessionNotFound('the dialog is of another browser');
  const { prisma } = room.context.database;
  const found = await prisma.dialog.findUnique({ where: { uid: interaction.uid } });
  let row = found ?? (await startDialog(room, interaction));
  const isOver = row.expiresAt <= room.context.clock.now();
  if (isOver && ['open', 'judging', 'recognised'].includes(row.state)) {
    await changeDialog(room, row, {
      state: 'failed',
      notice: 'timedOut',
      codeSealed: null,
      missedCodeSealed: null,
      tasks: [],
    });
    row = await prisma.dialog.findUniqueOrThrow({ where: { uid: row.uid } });
  }
  const bank = row.bankId === null ? null : await prisma.bank.findUnique({ where: { id: row.bankId } });
  const holder = await recognisedHolder(room, row);
  const signature = signatureDetailOf(interaction.params['authorization_details']);
  const client = await dialogClient(room.context, row.clientId);
  if (client === undefined) throw new errors.SessionNotFound('the caller has been removed');
  allowReturnTo(room, client, exchange);
  return {
    interaction,
    facts: {
      row,
      state: dialogStates.find((state) => state === row.state) ?? 'failed',
      language: languages.find((language) => language === row.language) ?? room.context.locale,
      caller: signature?.caller ?? client.name,
      clientName: client.name,
      clientKind: client.kind,
      shared: scopesOf(interaction).filter((scope) => client.scopes.includes(scope)),
      signature,
      notice: fieldNotices.find((notice) => notice === row.notice),
      outcome: row.notice !== null && isOutcome(row.notice) ? row.notice : undefined,
      bank: bank ?? undefined,
      isNamed: row.named !== 'nobody',
      intent: intents.find((intent) => intent === row.intent),
      requestedTask: requestedTaskOf(interaction.params),
      codeSource: codeSourceKinds.find((kind) => kind === row.codeSource) ?? 'code-unit',
      tasks: readTasks(row.tasks),
      holder,
      renewal: holder === undefined ? undefined : await renewalAdvice(room, holder.bankId),
    },
  };
}

const scopesOf = ({ params }: Interaction): string[] =>
  typeof params['scope'] === 'string' ? params['scope'].split(' ') : [];

/** Browsers hold the redirects after a form against the page's policy: it names the origins of this very caller. */
function allowReturnTo(
  { context }: Pick<BankidRoom, 'context'>,
  { kind, origins }: DialogClient,
  { request, response }: { request: Request; response: Response },
): void {
  if (kind === 'own') return;
  securityHeaders({ baseUrl: context.urls.bankid, formActionOrigins: origins })(
    request,
    response,
    (error?: unknown) => {
      if (error !== undefined) throw error;
    },
  );
}

async function recognisedHolder(
  { context }: Pick<BankidRoom, 'context'>,
  { provenBankIdId }: Dialog,
): Promise<RecognisedHolder | undefined> {
  if (provenBankIdId === null) return undefined;
  const { person, bank, ...bankId } = await context.database.prisma.bankId.findUniqueOrThrow({
    where: { id: provenBankIdId },
    include: { person: true, bank: true },
  });
  return { person, bank, bankId };
}

/** Changes a dialog if nobody else has since it was read; false otherwise, and the next screen shows what is so. */
export async function changeDialog(
  { context }: Pick<BankidRoom, 'context'>,
  { uid, version }: Dialog,
  data: Prisma.DialogUpdateManyMutationInput,
): Promise<boolean> {
  const { count } = await context.database.prisma.dialog.updateMany({
    where: { uid, version },
    data: { ...data, version: { increment: 1 } },
  });
  return count > 0;
}

async function startDialog(room: BankidRoom, interaction: Interaction): Promise<Dialog> {
  const { context } = room;
  const { prisma } = context.database;
  const now = context.clock.now();
  const hint = await readHint(room, interaction.params['login_hint']);
  const wanted = typeof interaction.params['ui_locales'] === 'string' ? interaction.params['ui_locales'] : '';
  const data = {
    clientId: String(interaction.params['client_id']),
    kind: signatureDetailOf(interaction.params['authorization_details']) === undefined ? 'login' : 'signing',
    language: chooseLanguage(wanted.split(' '), context.locale),
    ...hint,
    state: 'open',
    createdAt: now,
    expiresAt: new Date(now.getTime() + dialogSeconds * 1000),
  };
  // Two tabs may open it at once: the first makes it, both get it.
  return prisma.dialog.upsert({
    where: { uid: interaction.uid },
    create: { uid: interaction.uid, ...data },
    update: {},
  });
}

interface NamedHolder {
  named: 'nobody' | 'birth-date' | 'person';
  birthDate: string | null;
  namedPersonId: string | null;
  bankId: string | null;
}

/** Whom the caller named (`login_hint`); what is no hint of ours names nobody. */
async function readHint(room: BankidRoom, hint: unknown): Promise<NamedHolder> {
  const nobody: NamedHolder = { named: 'nobody', birthDate: null, namedPersonId: null, bankId: null };
  const parsed = bankid.loginHint.safeParse(hint);
  if (!parsed.success) return nobody;
  const [, value = ''] = parsed.data.split(':');
  if (parsed.data.startsWith('birthdate:')) return { ...nobody, named: 'birth-date', birthDate: value };
  const number = parseNationalIdentityNumber(value);
  if (!number.valid) return nobody;
  const person = await room.context.database.prisma.person.findUnique({
    where: { nationalIdHmac: room.secrets.nationalIdHmac(value) },
    include: { bankIds: { orderBy: { validTo: 'desc' } } },
  });
  return {
    named: 'person',
    birthDate: number.value.birthDate,
    namedPersonId: person?.id ?? null,
    bankId: person?.bankIds[0]?.bankId ?? null,
  };
}

function isOutcome(notice: string): notice is bankid.DialogOutcome {
  return Object.hasOwn(bankid.dialogOutcome, notice);
}
