import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { withTransaction } from '@segl/database';
import {
  bankIdValidTo,
  effectiveBankIdState,
  makeNationalIdentityNumber,
  transitionBankId,
  wrongTriesAllowed,
  type BankIdEvent,
  type BankIdState,
} from '@segl/domain';
import { letterCodeLabel, letterValidDays, makeLetter } from '../src/issuing/activation-letters.js';
import { issueBankId } from '../src/issuing/issue-bankid.js';
import { issueCodeUnit } from '../src/issuing/issue-code-unit.js';
import { renewBankId } from '../src/issuing/renew-bankid.js';
import { revokeBankId } from '../src/issuing/revoke-bankid.js';
import { changePassword } from '../src/proof/change-password.js';
import { codeSecretLabel } from '../src/proof/code-sources.js';
import { judgeActivation } from '../src/proof/judge-activation.js';
import { judgeProof } from '../src/proof/judge-proof.js';
import { codeAt } from '../src/proof/one-time-codes.js';
import { stateOf } from '../src/proof/state-of.js';
import { openHouse, type House } from './support/house.js';

const bank = 'fjordbanken';
const birthDate = '1966-06-06';
const day = 86_400;

let house: House;
beforeAll(async () => {
  house = await openHouse({ env: { BANKID_TRIES_PER_HOLDER: '1000000' } });
});
afterAll(() => house.close());

/** What the table of @segl/domain says of a BankID, with its counters and its letter. */
interface Model {
  state: BankIdState;
  validTo: Date;
  lastUsedAt: Date;
  wrongPasswords: number;
  letter: { code: string; until: Date; wrongTries: number; isUsed: boolean };
  password: string;
}

/** A BankID of the room. */
interface Held {
  id: string;
  unitSerial: string;
}

interface Step {
  model: Model;
  held: Held;
  at: Date;
}

let people = 0;
let origins = 0;
const origin = () => {
  origins += 1;
  return { deviceId: `model-${String(origins)}`, address: `192.0.2.${String(origins)}` };
};

async function begin(): Promise<Omit<Step, 'at'>> {
  const { room } = house;
  const { prisma } = room.context.database;
  let nationalId: string | undefined;
  while (nationalId === undefined) {
    people += 1;
    nationalId = makeNationalIdentityNumber({ birthDate, individualNumber: people, kind: 'birth-number' });
  }
  const unitSerial = `95-${String(people)}`;
  const person = { nationalId, givenName: 'Modell', familyName: 'Prøvesen' };
  const { id, personId, validTo, validFrom } = await issueBankId(room, {
    person,
    bank,
    password: 'not-chosen-yet-1',
  });
  await prisma.bankId.update({ where: { id }, data: { state: 'ordered', passwordHash: null } });
  await issueCodeUnit(room, { personId, bankId: bank, serialNumber: unitSerial });
  const letter = await withTransaction(prisma, (tx) => makeLetter(room, tx, { bankIdId: id }));
  const code = room.secrets.unsealText(letter.codeSealed ?? new Uint8Array(), letterCodeLabel(letter.id));
  const until = new Date(letter.sentAt.getTime() + letterValidDays * day * 1000);
  return {
    held: { id, unitSerial },
    model: {
      state: 'ordered',
      validTo,
      lastUsedAt: validFrom,
      wrongPasswords: 0,
      letter: { code, until, wrongTries: 0, isUsed: false },
      password: '',
    },
  };
}

/** Moves the model as the table allows; false where it forbids. */
function move({ model, at }: Pick<Step, 'model' | 'at'>, type: BankIdEvent['type']): boolean {
  const result = transitionBankId(model, { type, at });
  if (result.allowed) model.state = result.state;
  return result.allowed;
}

/** A code that the unit shows now; each step is in a half minute of its own. */
async function claimOf({ held: { unitSerial }, at }: Step) {
  const { context, secrets } = house.room;
  const unit = await context.database.prisma.codeUnit.findUniqueOrThrow({
    where: { serialNumber: unitSerial },
  });
  const code = codeAt(secrets.unseal(unit.secretSealed, codeSecretLabel(unitSerial)), at);
  return { birthDate, namedPersonId: null, code, codeTypedAt: at, origin: origin() };
}

async function activate(step: Step, { isRight }: { isRight: boolean }): Promise<void> {
  const { model, at } = step;
  const { letter } = model;
  const password = `valgt-passord-${String(origins)}`;
  const wrong = letter.code.startsWith('0') ? `1${letter.code.slice(1)}` : `0${letter.code.slice(1)}`;
  const verdict = await judgeActivation(house.room, {
    ...(await claimOf(step)),
    letterCode: isRight ? letter.code : wrong,
    newPassword: password,
    repeated: password,
  });
  if (effectiveBankIdState(model, at) !== 'ordered') {
    expect(verdict.kind).toBe('nothing-to-activate');
    return;
  }
  const isOpen = !letter.isUsed && at < letter.until && letter.wrongTries < wrongTriesAllowed;
  if (isOpen && !isRight) letter.wrongTries += 1;
  const isWaiting = isOpen && letter.wrongTries < wrongTriesAllowed;
  if (!isRight) {
    expect(verdict.kind).toBe(isWaiting ? 'wrong-letter' : 'no-letter');
    return;
  }
  expect(verdict.kind).toBe(isOpen ? 'activated' : 'no-letter');
  if (!isOpen) return;
  expect(move(step, 'activate')).toBe(true);
  Object.assign(model, { lastUsedAt: at, wrongPasswords: 0, password });
  letter.isUsed = true;
}

const refusals: Readonly<Record<Exclude<BankIdState, 'active'>, string>> = {
  ordered: 'not-activated',
  suspended: 'suspended',
  blocked: 'noBankId',
  expired: 'expired',
};

async function logIn(step: Step, { isRight }: { isRight: boolean }): Promise<void> {
  const { model, at } = step;
  const state = effectiveBankIdState(model, at);
  const verdict = await judgeProof(house.room, {
    ...(await claimOf(step)),
    password: isRight ? model.password : 'not-the-password-1',
    kind: 'login',
    clientId: 'segl-web',
  });
  const told = verdict.kind === 'refused' ? verdict.outcome : verdict.kind;
  if (state !== 'active') {
    expect(told).toBe(refusals[state]);
    return;
  }
  if (isRight) {
    expect(told).toBe('proven');
    Object.assign(model, { lastUsedAt: at, wrongPasswords: 0 });
    return;
  }
  model.wrongPasswords += 1;
  if (model.wrongPasswords < wrongTriesAllowed) {
    expect(told).toBe('wrong-password');
    return;
  }
  expect(told).toBe('suspended');
  expect(move(step, 'lock-out')).toBe(true);
}

const commands: Readonly<Record<string, (step: Step) => Promise<void>>> = {
  activate: (step) => activate(step, { isRight: true }),
  'wrong letter': (step) => activate(step, { isRight: false }),
  'log in': (step) => logIn(step, { isRight: true }),
  'wrong password': (step) => logIn(step, { isRight: false }),
  async 'four wrong passwords'(step) {
    for (let round = 0; round < 4; round += 1) {
      if (round > 0) house.advance(31);
      await logIn({ ...step, at: new Date() }, { isRight: false });
    }
  },
  async 'change password'(step) {
    const { model, at, held } = step;
    const newPassword = `nytt-passord-${String(at.getTime())}`;
    const verdict = await changePassword(house.room, held.id, {
      oldPassword: model.password,
      newPassword,
      repeated: newPassword,
    });
    const isActive = effectiveBankIdState(model, at) === 'active';
    expect(verdict.kind).toBe(isActive ? 'changed' : 'suspended');
    if (isActive) Object.assign(model, { password: newPassword, wrongPasswords: 0 });
  },
  async renew(step) {
    const isRenewed = await renewBankId(house.room, step.held.id, { actor: 'holder' });
    expect(isRenewed).toBe(move(step, 'renew'));
    if (isRenewed) Object.assign(step.model, { validTo: bankIdValidTo(step.at), lastUsedAt: step.at });
  },
  async block(step) {
    await revokeBankId(house.room, step.held.id, { ground: 'misuse', actor: 'holder' });
    move(step, 'block');
  },
  async 'the bank reopens'(step) {
    if (!move(step, 'reopen')) return;
    step.model.wrongPasswords = 0;
    await house.room.context.database.prisma.bankId.update({
      where: { id: step.held.id },
      data: { state: 'active', suspension: null, wrongPasswords: 0 },
    });
  },
  async 'a month passes'() {
    house.advance(29 * day);
    return Promise.resolve();
  },
  async 'two years pass'() {
    house.advance(731 * day);
    return Promise.resolve();
  },
};

const names = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(...Object.keys(commands).filter((name) => name !== 'two years pass')),
  },
  { weight: 1, arbitrary: fc.constantFrom('two years pass', 'block') },
);

it('no sequence of commands leads where the table forbids', { timeout: 240_000 }, async () => {
  const reached = new Set<BankIdState>();
  await fc.assert(
    fc.asyncProperty(fc.array(names, { minLength: 4, maxLength: 12 }), async (sequence) => {
      const { model, held } = await begin();
      for (const name of ['activate', ...sequence].slice(sequence[0] === 'log in' ? 1 : 0)) {
        house.advance(31);
        await commands[name]?.({ model, held, at: new Date() });
        const row = await house.room.context.database.prisma.bankId.findUniqueOrThrow({
          where: { id: held.id },
        });
        const now = new Date();
        expect(stateOf(row, now), name).toBe(effectiveBankIdState(model, now));
        expect(row.wrongPasswords, name).toBe(model.wrongPasswords);
        expect(row.validTo, name).toEqual(model.validTo);
        reached.add(stateOf(row, now));
      }
    }),
    { numRuns: 10, endOnFailure: true },
  );
  // The sequences went to places: a model that never moves would agree with anything.
  expect(reached.size).toBeGreaterThanOrEqual(4);
});
