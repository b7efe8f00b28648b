import { randomBytes, sign } from 'node:crypto';
import { timestampPolicyOid } from '@segl/certs';
import { Prisma, type DatabaseHandle } from '@segl/database';
import {
  createTimestampToken,
  encodeTimestampResponse,
  PadesError,
  parseTimestampRequest,
  type TimestampFailure,
  type TimestampRequest,
} from '@segl/pades';
import type { Clock } from '@segl/platform';
import type { Hierarchy } from './hierarchy.js';

/** Lengths, in bytes, of the imprints that are taken. SHA-1 is not (ETSI TS 119 312). */
const imprintBytes: Readonly<Record<string, number>> = {
  '2.16.840.1.101.3.4.2.1': 32, // SHA-256
  '2.16.840.1.101.3.4.2.2': 48, // SHA-384
  '2.16.840.1.101.3.4.2.3': 64, // SHA-512
};

/** Answers a time-stamp request (RFC 3161 §2.4): a token, or a refusal that says why. Always a TimeStampResp, DER. */
export async function answerTimestamp(
  { database, clock, hierarchy }: { database: DatabaseHandle; clock: Clock; hierarchy: Hierarchy },
  request: Uint8Array,
): Promise<Uint8Array> {
  const question = readQuestion(request);
  if (typeof question === 'string') return encodeTimestampResponse({ status: 'rejected', failure: question });
  const unit = hierarchy.authority('tsa');
  const { keyObject } = await unit.keys();
  const now = clock.now();
  const [certificate, ...chain] = hierarchy.chainFrom(unit);
  if (certificate === undefined) throw new TypeError('The time-stamp unit is issued by a CA of ours');
  const token = await createTimestampToken(
    {
      policy: timestampPolicyOid,
      messageImprint: question.messageImprint,
      serialNumber: await takeSerialNumber(database, now),
      genTime: new Date(Math.floor(now.getTime() / 1000) * 1000),
      accuracy: { seconds: 1 },
      ...(question.nonce === undefined ? {} : { nonce: question.nonce }),
    },
    {
      certificate,
      chain,
      signatureAlgorithm: 'ECDSA',
      digestAlgorithm: 'SHA-256',
      sign: async (attributes) => sign('sha256', attributes, { key: keyObject, dsaEncoding: 'der' }),
    },
    question.certificates,
  );
  return encodeTimestampResponse({ status: 'granted', token });
}

function readQuestion(request: Uint8Array): TimestampRequest | TimestampFailure {
  let question;
  try {
    question = parseTimestampRequest(request);
  } catch (error) {
    if (!(error instanceof PadesError)) throw error;
    // "refused" is an unknown version or an extension; what cannot be read at all is not formatted as it should.
    return error.code === 'timestamp.refused' ? 'badRequest' : 'badDataFormat';
  }
  const { digestOid, hash } = question.messageImprint;
  const expectedBytes = imprintBytes[digestOid];
  if (expectedBytes === undefined) return 'badAlg';
  if (hash.length !== expectedBytes) return 'badDataFormat';
  if (question.policy !== undefined && question.policy !== timestampPolicyOid) return 'unacceptedPolicy';
  return question;
}

/** A serial number never given before (RFC 3161 §2.4.2): random, and recorded before it is used. */
async function takeSerialNumber({ prisma }: DatabaseHandle, now: Date): Promise<bigint> {
  for (;;) {
    const octets = randomBytes(16);
    octets[0] = ((octets[0] ?? 0) & 0x7f) | 0x40;
    const serialNumber = octets.toString('hex').toUpperCase();
    try {
      await prisma.timestampSerial.create({ data: { serialNumber, issuedAt: now } });
      return BigInt(`0x${serialNumber}`);
    } catch (error) {
      const taken = error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002';
      if (!taken) throw error;
    }
  }
}
