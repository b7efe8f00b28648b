// Kills the process (SIGKILL) at every crash point of a signing and starts it again: nothing may be lost, nothing signed
// twice, and the signer can go on. `kill.ts [POINT …]`. Prints a ledger; exits 1 when a row does not balance.
import { readFileSync } from 'node:fs';
import { verifyDocument, fromBytes } from '@segl/pades';
import { HttpPerson } from '../support/http-person.js';
import { freePort, startProduct, type Product } from '../support/product.js';

const source = readFileSync(new URL('../../apps/signing/src/crash-points.ts', import.meta.url), 'utf8');
const asked = process.argv.slice(2);
const points = [...source.matchAll(/^ {2}'([a-z-]+)',$/gm)]
  .map((match) => match[1] ?? '')
  .filter((point) => asked.length === 0 || asked.includes(point));
if (points.length < (asked.length || 10)) throw new Error('crash points not found');

const port = await freePort();
let product = await startProduct({ port });
const { dataDir } = product;
const person = (await product.people()).find(({ bankIdState }) => bankIdState === 'active');
if (person === undefined) throw new Error('no demo person with an active BankID');
await product.stop();

let failed = 0;
for (const point of points) {
  const problems: string[] = [];
  product = await startProduct({
    port,
    dataDir,
    clockShift: product.clockShift(),
    env: { SEGL_TEST_CRASH_AT: point },
  });
  const died = { yes: false };
  void product.ended.then(() => (died.yes = true));
  let token: string | undefined;
  let person1 = await HttpPerson.create(product, person.sub);
  try {
    token = await person1.orderSample();
    await walk(person1, token);
    await Promise.race([product.ended, person1.untilReceipt(token)]);
  } catch (error) {
    // The connection breaks when the process dies: that is the point. Anything else is a finding.
    await Promise.race([product.ended, new Promise((resolve) => setTimeout(resolve, 15_000))]);
    if (!died.yes) problems.push(`before the crash: ${String(error).slice(0, 200)}`);
  }
  await Promise.race([product.ended, new Promise((resolve) => setTimeout(resolve, 15_000))]);
  if (!died.yes) {
    problems.push('the crash point was not reached');
    await product.kill();
  }
  await person1.close();

  product = await startProduct({ port, dataDir, clockShift: product.clockShift() });
  try {
    person1 = await HttpPerson.create(product, person.sub);
    // When the order's own request died, its sender saw an error and asks again.
    token ??= await person1.orderSample();
    await finish(product, person1, token, problems);
    await person1.close();
  } catch (error) {
    problems.push(`after the restart: ${String(error).slice(0, 300)}`);
  }
  await product.stop();
  if (problems.length > 0) failed += 1;
  console.log(`${problems.length === 0 ? 'ok  ' : 'FAIL'} ${point}`);
  for (const problem of problems) console.log(`       ${problem}`);
}
await product.discard();
console.log(`kill: ${String(points.length - failed)} of ${String(points.length)} crash points survived`);
process.exit(failed === 0 ? 0 : 1);

/** Log in, read, confirm, sign. */
async function walk(signer: HttpPerson, token: string): Promise<void> {
  await signer.untilPrepared(token);
  await signer.logIn(`/sign/${token}`);
  await signer.sign(token, await signer.confirm(token));
}

/** After the restart the signer goes on from wherever things stand, and ends with exactly one signature. */
async function finish(
  running: Product,
  signer: HttpPerson,
  token: string,
  problems: string[],
): Promise<void> {
  const invitation = await signer.untilPrepared(token);
  if (!['open', 'completed'].includes(invitation.orderState))
    problems.push(`order is ${invitation.orderState}`);
  await running.advanceClock(31);
  await signer.logIn(`/sign/${token}`);
  let receipt = await signer.receipt(token);
  if (receipt === undefined) {
    try {
      await signer.sign(token, await signer.confirm(token));
    } catch (error) {
      // The attempt that the crash interrupted may have finished meanwhile: then there is nothing left to sign.
      if (!String(error).includes('signing.already-signed')) throw error;
    }
    receipt = await signer.untilReceipt(token);
  }
  const pdf = await signer.signedPdf(receipt.documentId);
  const report = await verifyDocument(fromBytes(pdf), { trustAnchors: [] });
  const signatures = report.signatures.filter(({ type }) => type === 'signature');
  if (signatures.length !== 1) problems.push(`${String(signatures.length)} signatures in the file`);
  if (report.intact !== true) problems.push(`not intact: ${JSON.stringify(report.signatures).slice(0, 300)}`);
}
