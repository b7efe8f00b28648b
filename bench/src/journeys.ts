// Whole signings a second over HTTP (document rendered, person logged in): read facts, consent, BankID proof, signature,
// receipt; beside argon2id alone at the parameters in use, which every proof has to pay.
import argon2 from 'argon2';
import { HttpPerson } from '../../e2e/support/http-person.js';
import { startProduct } from '../../e2e/support/product.js';
import { printTable, quick } from './measure.js';

const journeys = quick ? 3 : 20;
const parameters = { memoryCost: 65_536, timeCost: 3, parallelism: 1 } as const;

const product = await startProduct({
  env: {
    BANKID_ARGON2_MEMORY_KIB: String(parameters.memoryCost),
    BANKID_ARGON2_TIME_COST: String(parameters.timeCost),
    BANKID_ARGON2_PARALLELISM: String(parameters.parallelism),
  },
});
try {
  const signer = (await product.people()).find(({ bankIdState }) => bankIdState === 'active');
  if (signer === undefined) throw new Error('no demo person with an active BankID');
  const person = await HttpPerson.create(product, signer.sub);
  const tokens: string[] = [];
  for (let order = 0; order < journeys + 1; order += 1)
    tokens.push(await person.orderSample('change-of-address'));
  for (const token of tokens) await person.untilPrepared(token);
  await person.logIn(`/sign/${tokens[0] ?? ''}`);

  const sign = async (token: string): Promise<void> => {
    await person.sign(token, await person.confirm(token));
    await person.untilReceipt(token);
  };
  const [warmUp, ...measured] = tokens;
  await sign(warmUp ?? '');
  const began = performance.now();
  for (const token of measured) await sign(token);
  const journey = (performance.now() - began) / journeys;
  await person.close();

  const hash = await argon2.hash('a password of usual length 42', { type: argon2.argon2id, ...parameters });
  const floorBegan = performance.now();
  for (let round = 0; round < journeys; round += 1)
    await argon2.verify(hash, 'a password of usual length 42');
  const floor = (performance.now() - floorBegan) / journeys;
  printTable(
    ['signings', 'one signing', 'signings/s, one after the other', 'argon2id alone', 'signing / argon2id'],
    [
      [
        String(journeys),
        `${journey.toFixed(0)} ms`,
        (1000 / journey).toFixed(1),
        `${floor.toFixed(0)} ms`,
        `${(journey / floor).toFixed(1)}x`,
      ],
    ],
  );
} finally {
  await product.stop();
  await product.discard();
}
