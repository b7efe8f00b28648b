import { createHash, createPrivateKey, sign } from 'node:crypto';
import { parseCertificate } from '@segl/pades';

/** Whose answers these are: a responder's certificate and key, DER. */
export interface OcspResponder {
  certificate: Uint8Array;
  pkcs8: Uint8Array;
}

/** Answers a request about one certificate as RFC 6960 §4.2.1 says: that it is good, by the responder's word. */
export function answerOcsp(request: Uint8Array, responder: OcspResponder, at: Date): Uint8Array {
  // OCSPRequest > tbsRequest > requestList > Request > reqCert: each the first part of the one around it.
  let certificateId: Uint8Array = request;
  for (let depth = 0; depth < 4; depth += 1) certificateId = firstPart(certificateId);
  const { publicKeyBits } = parseCertificate(responder.certificate);
  const thisUpdate = generalizedTime(at);
  const data = sequence(
    tagged(0xa2, tagged(0x04, createHash('sha1').update(publicKeyBits).digest())), // responderID byKey
    thisUpdate, // producedAt
    sequence(
      sequence(
        certificateId,
        tagged(0x80), // good
        thisUpdate,
        tagged(0xa0, generalizedTime(new Date(at.getTime() + 3_600_000))),
      ),
    ),
  );
  const key = createPrivateKey({ key: Buffer.from(responder.pkcs8), format: 'der', type: 'pkcs8' });
  const basic = sequence(
    data,
    sequence(Buffer.from('06082a8648ce3d040302', 'hex')), // ecdsa-with-SHA256
    tagged(0x03, new Uint8Array(1), sign('sha256', data, key)),
    tagged(0xa0, sequence(responder.certificate)),
  );
  return sequence(
    tagged(0x0a, new Uint8Array(1)), // successful
    tagged(0xa0, sequence(Buffer.from('06092b0601050507300101', 'hex'), tagged(0x04, basic))),
  );
}

function tagged(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function sequence(...parts: readonly Uint8Array[]): Uint8Array {
  return tagged(0x30, ...parts);
}

function generalizedTime(at: Date): Uint8Array {
  const text = at.toISOString().replaceAll(/[-:T]|\.\d+/g, '');
  return tagged(0x18, Buffer.from(text, 'latin1'));
}

/** The first part of a constructed value, with its own tag and length. */
function firstPart(der: Uint8Array): Uint8Array {
  const start = contentOf(der).start;
  const part = der.subarray(start);
  return part.subarray(0, contentOf(part).end);
}

function contentOf(der: Uint8Array): { start: number; end: number } {
  const first = der[1] ?? 0;
  const sizeBytes = first < 0x80 ? 0 : first & 0x7f;
  const start = 2 + sizeBytes;
  const length =
    sizeBytes === 0 ? first : der.subarray(2, start).reduce((value, byte) => value * 256 + byte, 0);
  return { start, end: start + length };
}
