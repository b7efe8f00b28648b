import { sign as signOctets } from 'node:crypto';
import {
  checkBaseline,
  completeDeferred,
  extendDocument,
  PadesError,
  prepareDeferred,
  timestampDocument,
  type DeferredSignatureState,
  type Increment,
} from '../src/index.js';
import { stateChecksum } from '../src/sign/deferred-state.js';
import { stampedNow } from '../test/support/ltv-world.js';
import { fieldName, requireKept, verify } from './document-targets.js';
import type { Seeds } from './seeds.js';
import { Broken, other, pdf, type Target } from './target.js';

/** What is done after a signature, or about one that is completed later. */
export const laterTargets: readonly Target[] = [
  pdf('extend to B-LT', (bytes, seeds) => extend(bytes, seeds, 'B-LT')),
  pdf('extend to B-LTA', (bytes, seeds) => extend(bytes, seeds, 'B-LTA')),
  pdf('time-stamp', timestamp),
  pdf('prepare and complete later', prepareAndComplete),
  other('saved state', ['deferred-state'], (bytes, seeds) => completeSaved(bytes.toString(), seeds)),
  other('saved state with a checksum that fits', ['deferred-state'], (bytes, seeds) =>
    completeSaved(withChecksum(bytes.toString()), seeds),
  ),
];

/** What conformed goes on doing so, at the level asked for, and nothing that held is broken. */
async function extend(bytes: Buffer, seeds: Seeds, level: 'B-LT' | 'B-LTA'): Promise<void> {
  const { world, tsa, trustAnchors, password } = seeds;
  const extended = await extendDocument(bytes, {
    level,
    password,
    timestamp: stampedNow(tsa),
    validation: { resolver: world, trustAnchors },
  });
  const whole = wholeOf(extended, bytes);
  const before = await verify(bytes, seeds);
  const after = await verify(whole, seeds);
  requireKept(before, after);
  const judged = { password, trustAnchors };
  const earlier = checkBaseline(bytes, { ...judged, level: 'B-T' }).signatures;
  const reached = checkBaseline(whole, { ...judged, level }).signatures;
  for (const { field, type, findings } of earlier) {
    // A time-stamp inside the signature that is damaged cannot be mended, only another be added outside.
    const faults = findings.filter(({ severity }) => severity === 'error').map(({ code }) => code);
    if (type !== 'signature' || faults.some((code) => code !== 'time-stamp-missing')) continue;
    if (before.find((one) => one.field === field)?.intact !== true) continue;
    const named = reached.filter((one) => one.field === field);
    const now = named.find((one) => one.conforms) ?? named[0];
    if (now?.conforms !== true) {
      const codes = now?.findings.map(({ code }) => code).join(' ') ?? 'gone';
      throw new Broken(`The signature ${field} was not raised to ${level}: ${codes}`);
    }
  }
}

async function timestamp(bytes: Buffer, seeds: Seeds): Promise<void> {
  const { tsa, password } = seeds;
  const stamped = await timestampDocument(bytes, { timestamp: stampedNow(tsa), password });
  const after = await verify(wholeOf(stamped, bytes), seeds);
  // A damaged document may hold an older one of that name which its form has lost.
  const own = after.findLast(({ field }) => field === stamped.fieldName);
  if (!own?.intact || own.type !== 'timestamp' || own.coverage !== 'entire-file')
    throw new Broken(`The new time-stamp is not good: ${JSON.stringify(own)}`);
  requireKept(await verify(bytes, seeds), after);
}

async function prepareAndComplete(bytes: Buffer, seeds: Seeds): Promise<void> {
  const { signer, password } = seeds;
  const deferred = await prepareDeferred(bytes, {
    signer,
    signerName: 'Kari Nordmann',
    field: { new: { name: fieldName } },
    password,
  });
  const signature = signOctets('sha256', deferred.signedAttributes, signer.key);
  const signed = await completeDeferred(JSON.stringify(deferred), bytes, { signature });
  await requireGood(wholeOf(signed, bytes), fieldName, seeds);
}

/** Whatever state is taken, what is made of it holds. */
async function completeSaved(state: string, seeds: Seeds): Promise<void> {
  const { document, signature } = seeds.deferred;
  const signed = await completeDeferred(state, document, { signature });
  await requireGood(wholeOf(signed, document), seeds.deferred.fieldName, seeds);
}

async function requireGood(whole: Buffer, field: string, seeds: Seeds): Promise<void> {
  const own = (await verify(whole, seeds)).find((one) => one.field === field);
  if (!own?.intact || own.coverage !== 'entire-file')
    throw new Broken(
      `What was completed is not good: ${own?.findings.map(({ code }) => code).join(' ') ?? 'gone'}`,
    );
}

function wholeOf(made: Increment, original: Buffer): Buffer {
  const whole = Buffer.from(made.toBytes());
  if (!whole.subarray(0, original.length).equals(original)) throw new Broken('The original is not a prefix');
  return whole;
}

/** The state with the checksum that belongs to it, as one who can make checksums would hand it in. */
function withChecksum(text: string): string {
  try {
    const { checksum: _, ...state } = JSON.parse(text) as DeferredSignatureState;
    return JSON.stringify({ ...state, checksum: stateChecksum(state) });
  } catch (cause) {
    throw new PadesError('sign.state-mismatch', 'No state to make a checksum of', { cause });
  }
}
