import { createHash } from 'node:crypto';
import { errors, type Adapter, type AdapterFactory, type AdapterPayload } from 'oidc-provider';
import type { BankidRoom } from '../room.js';
import { findClient } from './clients.js';

type AdapterRoom = Pick<BankidRoom, 'context' | 'secrets'>;

/**
 * Storage of the provider: one row a record, its id hashed and its payload sealed, expiry by the context's clock.
 * Sessions are not kept: every request of a caller is a fresh proof, there is no single sign-on.
 */
export function createAdapterFactory(room: AdapterRoom): AdapterFactory {
  return (model) => {
    if (model === 'Client') return readOnly((id) => findClient(room.context, id));
    if (model === 'Session') return readOnly(() => Promise.resolve(undefined));
    return createRecordAdapter(room, model);
  };
}

function createRecordAdapter({ context, secrets }: AdapterRoom, model: string): Adapter {
  const { prisma } = context.database;
  const rowId = (id: string): string => `${model}:${sha256(id)}`;

  const read = async (where: { id: string } | { uidHash: string }): Promise<AdapterPayload | undefined> => {
    const row = await prisma.oidcRecord.findFirst({ where: { ...where, model } });
    if (row === null || (row.expiresAt !== null && row.expiresAt <= context.clock.now())) return undefined;
    const payload = JSON.parse(secrets.unsealText(row.sealed, row.id)) as AdapterPayload;
    return row.consumedAt === null ? payload : { ...payload, consumed: toEpoch(row.consumedAt) };
  };

  return {
    async upsert(id, payload, expiresIn) {
      const row = {
        model,
        sealed: secrets.sealText(JSON.stringify(payload), rowId(id)),
        grantId: payload.grantId ?? null,
        uidHash: payload.uid === undefined ? null : sha256(payload.uid),
        expiresAt:
          expiresIn === undefined ? null : new Date(context.clock.now().getTime() + expiresIn * 1000),
      };
      await prisma.oidcRecord.upsert({
        where: { id: rowId(id) },
        create: { id: rowId(id), ...row },
        update: row,
      });
    },
    find: (id) => read({ id: rowId(id) }),
    findByUid: (uid) => read({ uidHash: sha256(uid) }),
    findByUserCode: () => Promise.resolve(undefined),
    /** Of any number of parallel uses of a code or pushed request, one succeeds. */
    async consume(id) {
      const { count } = await prisma.oidcRecord.updateMany({
        where: { id: rowId(id), consumedAt: null },
        data: { consumedAt: context.clock.now() },
      });
      if (count === 0) throw new errors.InvalidGrant(`${model} was used already`);
    },
    async destroy(id) {
      await prisma.oidcRecord.deleteMany({ where: { id: rowId(id) } });
    },
    async revokeByGrantId(grantId) {
      await prisma.oidcRecord.deleteMany({ where: { grantId } });
    },
  };
}

function readOnly(find: (id: string) => Promise<AdapterPayload | undefined>): Adapter {
  const nothing = () => Promise.resolve(undefined);
  return {
    find,
    findByUid: nothing,
    findByUserCode: nothing,
    upsert: nothing,
    consume: nothing,
    destroy: nothing,
    revokeByGrantId: nothing,
  };
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const toEpoch = (at: Date): number => Math.floor(at.getTime() / 1000);
