// One measured process of memory.ts: `memory-worker.mjs TASK FILE PKI`, PKI being a JSON file of an authority and a signer.
// Does the task on the file, whose increment it appends, and prints {peakMiB, found}. Plain Node on the built engine, since a
// loader of TypeScript has a memory of its own.
import { appendFileSync, readFileSync } from 'node:fs';
import {
  createTimestampClient,
  extendDocument,
  openFile,
  signDocument,
  signerFromPem,
  verifyDocument,
} from '@segl/pades';

const [task, file, pki] = process.argv.slice(2);
const { keyPem, certificatesPem, rootFile, tsaUrl } = JSON.parse(readFileSync(pki, 'utf8'));
const trustAnchors = [readFileSync(rootFile)];

const sign = (fieldName) => (source) =>
  signDocument(source, {
    signer: signerFromPem(keyPem, certificatesPem),
    signerName: 'Signer',
    field: { new: { name: fieldName, rect: [72, 72, 272, 132] } },
    appearance: { language: 'en', issuer: 'Test AS' },
  });
const tasks = {
  sign: sign('Signature-1'),
  'sign again': sign('Signature-2'),
  extend: (source) =>
    extendDocument(source, {
      level: 'B-LTA',
      timestamp: createTimestampClient({ servers: [{ url: tsaUrl }], trustAnchors }),
      validation: { trustAnchors },
    }),
  verify: async (source) => {
    const { intact, trusted, signatures } = await verifyDocument(source, { trustAnchors });
    return { verdict: { intact, trusted, signatures: signatures.map(({ level, type }) => level ?? type) } };
  },
};

const source = openFile(file);
const { increment, verdict } = await tasks[task](source);
source.close();
if (increment !== undefined) appendFileSync(file, increment);
console.log(JSON.stringify({ peakMiB: peakMiB(), verdict: verdict ?? null }));

/**
 * Most memory that this program had. Where the kernel tells it of the program alone, that is taken: `maxRSS` also counts
 * what the process that started it had at that moment.
 */
function peakMiB() {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS / 1024;
  const [, kib] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'latin1'));
  return Number(kib) / 1024;
}
