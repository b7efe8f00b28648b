import { createHash } from 'node:crypto';
import { OID } from '../cms/oids.js';
import { readRestrictions } from '../pdf/permissions.js';
import { decodeTextString } from '../pdf/text-string.js';
import { serialNumberHex, type Certificate } from '../x509/certificate.js';
import { formatName, nameValue } from '../x509/name.js';
import type { LevelContext } from './baseline-level.js';
import type { CheckedSignature } from './check-signature.js';
import { Findings } from './findings.js';
import { parsePdfDate } from './pdf-date.js';
import type { SignatureReport, SignerReport } from './report.js';
import { checkTrust, type CheckedToken, type TrustContext } from './trust.js';

/** What is needed to judge signatures besides themselves. */
export interface JudgeInput {
  readonly context: TrustContext;
  /** The moment of verification. */
  readonly at: Date;
  /** Which baseline levels are reached. */
  readonly levels: LevelContext;
}

/**
 * Judges trust and time. Document time-stamps are judged from the newest backwards: each proves that what it covers
 * existed at its time, and it is at that time that what it covers is judged (EN 319 102-1 §5.6).
 */
export async function judge(
  checked: readonly CheckedSignature[],
  input: JudgeInput,
): Promise<readonly SignatureReport[]> {
  const reports: SignatureReport[] = [];
  /** The moment at which everything read so far, going backwards, is proven to have existed. */
  let provenAt = input.at;
  let archived = false;
  for (const signature of checked.toReversed()) {
    const report =
      signature.type === 'timestamp'
        ? await judgeTimestamp(signature, provenAt, input)
        : await judgeSignature(signature, { provenAt, archived }, input);
    if (signature.type === 'timestamp' && report.intact && report.trusted && signature.token !== undefined) {
      provenAt = signature.token.token.tstInfo.genTime;
      archived = true;
    }
    reports.unshift(report);
  }
  return reports;
}

async function judgeTimestamp(
  signature: CheckedSignature,
  provenAt: Date,
  { context }: JudgeInput,
): Promise<SignatureReport> {
  const { certificate, token } = signature;
  const trust =
    certificate === undefined
      ? undefined
      : await checkTrust(certificate, 'time-stamping', provenAt, context, signature.findings);
  const genTime = token?.token.tstInfo.genTime.toISOString() ?? null;
  const trusted = trust?.trusted === true;
  return finish(signature, {
    level: null,
    bestTime: trusted ? genTime : null,
    claimedTime: genTime,
    trusted,
  });
}

async function judgeSignature(
  signature: CheckedSignature,
  proof: { readonly provenAt: Date; readonly archived: boolean },
  input: JudgeInput,
): Promise<SignatureReport> {
  const { findings, certificate, found } = signature;
  const stamped = await earliestTrusted(signature.timestamps, proof.provenAt, input, findings);
  const bestTime = stamped ?? (proof.archived ? proof.provenAt : undefined);
  if (bestTime === undefined && signature.timestamps.length === 0)
    findings.add('no-proof-of-time', "The time of signing is known from the signer's own clock only");
  const trust =
    certificate === undefined
      ? undefined
      : await checkTrust(certificate, 'document-signing', bestTime ?? input.at, input.context, findings);
  const claimed = parsePdfDate(decodeTextString(found.view.resolve(found.signature.dict.get('M'))));
  const claimedTime = claimed ?? signature.cms?.signerInfo.signedAttributes?.signingTime;
  return finish(signature, {
    level: input.levels.levelOf(signature),
    bestTime: bestTime?.toISOString() ?? null,
    claimedTime: claimedTime?.toISOString() ?? null,
    trusted: trust?.trusted === true,
  });
}

/** The earliest time among the signature's time-stamps that lead to an anchor. */
async function earliestTrusted(
  timestamps: readonly CheckedToken[],
  provenAt: Date,
  { context }: JudgeInput,
  findings: Findings,
): Promise<Date | undefined> {
  let earliest: Date | undefined;
  for (const { token, certificate } of timestamps) {
    const attempt = new Findings();
    const { trusted } = await checkTrust(certificate, 'time-stamping', provenAt, context, attempt);
    if (!trusted) {
      for (const { message } of attempt.all()) findings.add('timestamp-untrusted', message);
      continue;
    }
    const { genTime } = token.tstInfo;
    if (earliest === undefined || genTime < earliest) earliest = genTime;
  }
  return earliest;
}

function finish(
  signature: CheckedSignature,
  verdict: Pick<SignatureReport, 'level' | 'bestTime' | 'claimedTime' | 'trusted'>,
): SignatureReport {
  const { found, findings, coverage } = signature;
  return {
    field: found.field.name,
    type: signature.type,
    level: verdict.level,
    subFilter: signature.subFilter ?? null,
    signer: describeSigner(
      signature.certificate,
      signature.cms?.signerInfo.signedAttributes?.claimedRoles ?? [],
    ),
    claimedTime: verdict.claimedTime,
    bestTime: verdict.bestTime,
    intact: findings.leaves('intact'),
    trusted: verdict.trusted && findings.leaves('trusted'),
    coverage: coverage.coverage,
    modification: coverage.modification,
    docmdp: readRestrictions(found.view, found.field).docMdp ?? null,
    findings: findings.all(),
  };
}

const ORGANISATION = '2.5.4.10';
const SERIAL_NUMBER = '2.5.4.5';

function describeSigner(certificate: Certificate | undefined, claimedRoles: readonly string[]): SignerReport {
  if (certificate === undefined)
    return {
      name: null,
      organisation: null,
      issuer: null,
      serialNumber: null,
      certificateSerialNumber: null,
      certificateSha256: null,
      claimedRoles,
    };
  const { subject, issuer } = certificate;
  return {
    name: nameValue(subject, OID.commonName) ?? formatName(subject),
    organisation: nameValue(subject, ORGANISATION) ?? null,
    issuer: nameValue(issuer, OID.commonName) ?? formatName(issuer),
    serialNumber: nameValue(subject, SERIAL_NUMBER) ?? null,
    certificateSerialNumber: serialNumberHex(certificate.serialNumber),
    certificateSha256: createHash('sha256').update(certificate.der).digest('hex'),
    claimedRoles,
  };
}
