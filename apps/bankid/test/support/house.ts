import { vi } from 'vitest';
import { bankid } from '@segl/contracts';
import type { DatabaseHandle } from '@segl/database';
import { createTestContext, type TestContext } from '@segl/testkit';
import { describePeople } from '../../src/demo/demo-routes.js';
import { createRoom, createServiceOf } from '../../src/service.js';
import type { BankidRoom } from '../../src/room.js';
import { startOtherRooms, type OtherRooms } from './other-rooms.js';

export type DemoPerson = bankid.DemoPeople['people'][number];

/** The room of BankID with its demo people, and everything around it that a test moves. */
export interface House {
  test: TestContext;
  room: BankidRoom;
  others: OtherRooms;
  people(): Promise<DemoPerson[]>;
  person(givenName: string): Promise<DemoPerson>;
  /** Moves time, for everything in this process: the provider reads the machine's. */
  advance(seconds: number): void;
  close(): Promise<void>;
}

/** Small parameters: these tests are about counting, not about the cost of hashing. */
const quickHashing = {
  BANKID_ARGON2_MEMORY_KIB: '256',
  BANKID_ARGON2_TIME_COST: '1',
  BANKID_ARGON2_PARALLELISM: '1',
};

/** Builds a {@link House}; time stands still until it is moved. */
export async function openHouse({
  env = {},
  database,
}: { env?: Readonly<Record<string, string>>; database?: DatabaseHandle } = {}): Promise<House> {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-22T12:00:00Z') });
  const others = await startOtherRooms();
  const test = await createTestContext({
    service: 'bankid',
    env: { ...quickHashing, ...env },
    urls: others.urls,
    ...(database === undefined ? {} : { database }),
    clock: {
      now: () => new Date(),
      advance,
      setTo: (time) => vi.setSystemTime(time),
      freeze: () => undefined,
    },
  });
  others.use(test.contextOf);
  const room = await createRoom(test.context);
  const service = await createServiceOf(room);
  await test.start(service);
  await vi.waitFor(
    async () => {
      if ((await service.ready()).some(({ ok }) => !ok)) throw new Error('demo people are not made yet');
    },
    { timeout: 90_000, interval: 100 },
  );
  const people = async (): Promise<DemoPerson[]> =>
    bankid.demoPeople.parse(await describePeople(room, 'nb')).people;
  return {
    test,
    room,
    others,
    people,
    async person(givenName) {
      const found = (await people()).find(({ name }) => name.startsWith(givenName));
      if (found === undefined) throw new Error(`no ${givenName}`);
      return found;
    },
    advance,
    async close() {
      await test.close();
      await others.close();
      vi.useRealTimers();
    },
  };
}

function advance(seconds: number): void {
  vi.setSystemTime(Date.now() + seconds * 1000);
}
