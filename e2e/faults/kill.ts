// Kills the process (SIGKILL) at every crash point of a signing and starts it again: nothing may be lost, nothing signed
// twice, and the signer can go on. Two products share the points, side by side. `kill.ts [POINT …]`. Prints a ledger;
// exits 1 when a row does not balance.
import { readFileSync } from 'node:fs';
import { fromBytes, verifyDocument } from '@segl/pades';
import { PDFDocument } from 'pdf-lib';
import { freePort, startProduct, type Product } from '../support/product.js';
import { checkRecords } from './records.js';
import { Story } from './story.js';

const asked = process.argv.slice(2);
const points = ['upload', 'signing']
  .flatMap((room) => pointsOf(room))
  .filter((point) => asked.length === 0 || asked.includes(point));
if (points.length < (asked.length || 25)) throw new Error('crash points not found');

/** How long a process may take to come to the crash point once everything that leads there has been asked for. */
const patienceSeconds = 60;

const ledger = new Map<string, string[]>();
const lanes =
  points.length === 1 ? [points] : [0, 1].map((lane) => points.filter((_, at) => at % 2 === lane));
const outcomes = await Promise.allSettled(lanes.map((lane) => runLane(lane)));
const broken = outcomes.filter((outcome) => outcome.status === 'rejected');
for (const { reason } of broken) console.log(`FAIL ${String(reason)}`);
const survived = [...ledger.values()].filter((problems) => problems.length === 0).length;
console.log(`kill: ${String(survived)} of ${String(points.length)} crash points survived`);
process.exit(survived === points.length && broken.length === 0 ? 0 : 1);

/** The crash points of a room, in the order of its file. */
function pointsOf(room: string): string[] {
  const file = new URL(`../../apps/${room}/src/crash-points.ts`, import.meta.url);
  return [...readFileSync(file, 'utf8').matchAll(/^ {2}'([a-z-]+)',$/gm)].map((match) => match[1] ?? '');
}

/** One product that dies at one point after the other, and is started again on what it left. */
async function runLane(lane: readonly string[]): Promise<void> {
  const port = await freePort();
  let product = await startProduct({ port });
  const { dataDir } = product;
  const document = await makeDocument();
  const signed = new Map<string, string>();
  try {
    for (const point of lane) {
      const began = performance.now();
      const problems: string[] = [];
      ledger.set(point, problems);
      const story = new Story(document);
      await die(product, point, story, problems);
      product = await startProduct({ port, dataDir, clockShift: product.clockShift() });
      try {
        const { documentId, pdf } = await story.goOn(product);
        signed.set(documentId, point);
        problems.push(...(await checkFile(pdf)));
      } catch (error) {
        problems.push(`after the restart: ${String(error).slice(0, 300)}`);
      }
      const seconds = ((performance.now() - began) / 1000).toFixed(1);
      console.log(`${problems.length === 0 ? 'ok  ' : 'FAIL'} ${point} (${seconds} s)`);
      for (const problem of problems) console.log(`       ${problem}`);
    }
    const exit = await product.stop();
    const last = lane.at(-1) ?? '';
    if (exit !== 0) tell(last, `the product ended with ${String(exit)}`);
    for (const { documentId, problem } of await checkRecords(dataDir, [...signed.keys()]))
      tell(signed.get(documentId ?? '') ?? last, problem);
  } finally {
    await product.kill();
    await product.discard();
  }
}

/** What is wrong with a signed copy. */
async function checkFile(pdf: Uint8Array): Promise<string[]> {
  const { signatures, intact } = await verifyDocument(fromBytes(pdf), { trustAnchors: [] });
  const count = signatures.filter(({ type }) => type === 'signature').length;
  return [
    ...(count === 1 ? [] : [`${String(count)} signatures in the file`]),
    ...(intact === true ? [] : [`not intact: ${JSON.stringify(signatures).slice(0, 300)}`]),
  ];
}

/** A problem that only the records show, told when the product has been stopped. */
function tell(point: string, problem: string): void {
  ledger.get(point)?.push(problem);
  console.log(`FAIL ${point}\n       ${problem}`);
}

/** Walks the story until the process dies at the point; it is dead afterwards in any case. */
async function die(product: Product, point: string, story: Story, problems: string[]): Promise<void> {
  await product.crashAt(point);
  try {
    await story.begin(product);
  } catch (error) {
    // The connection breaks when the process dies: that is the point. Anything else is a finding.
    if (!(await hasEnded(product, patienceSeconds)))
      problems.push(`before the crash: ${String(error).slice(0, 200)}`);
  }
  if (!(await hasEnded(product, patienceSeconds))) problems.push('the crash point was not reached');
  await product.kill();
}

/** Whether the process ends within that time. */
async function hasEnded(product: Product, withinSeconds: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), withinSeconds * 1000);
  });
  const ended = await Promise.race([product.ended.then(() => true), patience]);
  clearTimeout(timer);
  return ended;
}

/** Two pages that a sender brings. */
async function makeDocument(): Promise<Uint8Array> {
  const pdf = await PDFDocument.create();
  for (const words of ['We agree.', 'Until the end of the year.'])
    pdf.addPage([420, 595]).drawText(words, { x: 40, y: 500, size: 18 });
  return pdf.save();
}
