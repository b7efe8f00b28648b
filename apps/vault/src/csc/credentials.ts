import { X509Certificate } from 'node:crypto';
import { vault } from '@segl/contracts';
import type { VaultKey } from '@segl/database';
import { z } from 'zod';
import { certificatesOf } from '../keys/credentials.js';
import { keyInfo } from './algorithms.js';
import { CscError } from './csc-error.js';
import type { CscRoom } from './csc-room.js';
import { mostSignatures, type CscVersion } from './versions.js';

const certificatesParameter = z.enum(['none', 'single', 'chain']).default('single');
const infoParameters = {
  certificates: certificatesParameter,
  certInfo: z.boolean().default(false),
  authInfo: z.boolean().default(false),
  lang: z.string().optional(),
  clientData: z.string().optional(),
};
/** Body of `credentials/info`. */
export const infoRequest = z.object({ credentialID: z.string(), ...infoParameters });
/** Body of `credentials/list`. */
export const listRequest = z.object({
  userID: z.string().optional(),
  maxResults: z.number().int().min(1).optional(),
  pageToken: z.string().optional(),
  credentialInfo: z.boolean().default(false),
  onlyValid: z.boolean().default(false),
  ...infoParameters,
});

/** A holder's key. @throws CscError `invalid_request` when it is not there or another's */
export async function ownKey(room: CscRoom, owner: string, credentialId: string): Promise<VaultKey> {
  const row = await room.database.prisma.vaultKey.findUnique({ where: { credentialId } });
  if (row === null || row.owner !== owner || row.certificates === null) {
    throw new CscError('invalid_request', 'Invalid parameter credentialID');
  }
  return row;
}

/** `credentials/list`: the holder's keys that have a certificate, newest first; all on one page, as nobody has many. */
export async function listCredentials(
  room: CscRoom,
  version: CscVersion,
  owner: string,
  request: z.output<typeof listRequest>,
): Promise<Record<string, unknown>> {
  // The holder is known by the token (v1.0.4.0 §11.4, v2.0.0.2 §11.4).
  if (request.userID !== undefined && request.userID !== owner) {
    throw new CscError('invalid_request', 'Invalid parameter userID');
  }
  const rows = await room.database.prisma.vaultKey.findMany({
    where: { owner },
    orderBy: { createdAt: 'desc' },
  });
  const all = rows.filter(({ certificates }) => certificates !== null);
  const listsInfos = version.list === 'identifiers-and-infos';
  const shown = listsInfos && request.onlyValid ? all.filter((row) => isUsable(room, row)) : all;
  return {
    credentialIDs: shown.map(({ credentialId }) => credentialId),
    ...(listsInfos && request.credentialInfo
      ? {
          credentialInfos: shown.map((row) => ({
            credentialID: row.credentialId,
            ...credentialInfo(room, version, row, request),
          })),
        }
      : {}),
    ...(listsInfos && request.onlyValid ? { onlyValid: true } : {}),
  };
}

/** `credentials/info` (v1.0.4.0 §11.5, v2.0.0.2 §11.5). SCAL 2: hashes are named before the holder authorizes. */
export function credentialInfo(
  room: Pick<CscRoom, 'clock'>,
  version: CscVersion,
  row: VaultKey,
  request: Pick<z.output<typeof infoRequest>, 'certificates' | 'certInfo'>,
): Record<string, unknown> {
  const chain = certificatesOf(row).map((der) => Buffer.from(der).toString('base64'));
  const [leaf] = chain;
  if (leaf === undefined) throw new TypeError('Only keys with a certificate are told');
  const certificate = new X509Certificate(Buffer.from(leaf, 'base64'));
  const shown = { none: undefined, single: [leaf], chain }[request.certificates];
  return {
    description: 'BankID (Segl test)',
    key: {
      status: row.state === 'enabled' ? 'enabled' : 'disabled',
      ...keyInfo(vault.keyAlgorithm.parse(row.algorithm)),
    },
    cert: {
      status: isCurrent(room, certificate) ? 'valid' : 'expired',
      ...(shown === undefined ? {} : { certificates: shown }),
      ...(request.certInfo ? certificateFacts(certificate) : {}),
    },
    ...version.authMode,
    SCAL: '2',
    multisign: mostSignatures,
    lang: 'nb',
  };
}

function certificateFacts(certificate: X509Certificate): Record<string, string> {
  const oneLine = (name: string) => name.split('\n').reverse().join(', ');
  return {
    issuerDN: oneLine(certificate.issuer),
    serialNumber: certificate.serialNumber,
    subjectDN: oneLine(certificate.subject),
    validFrom: generalizedTime(certificate.validFrom),
    validTo: generalizedTime(certificate.validTo),
  };
}

/** `YYYYMMDDHHMMSSZ`. */
function generalizedTime(text: string): string {
  return `${new Date(text).toISOString().slice(0, 19).replaceAll(/[-:T]/g, '')}Z`;
}

function isCurrent({ clock }: Pick<CscRoom, 'clock'>, { validFrom, validTo }: X509Certificate): boolean {
  const now = clock.now();
  return now >= new Date(validFrom) && now <= new Date(validTo);
}

function isUsable(room: Pick<CscRoom, 'clock'>, row: VaultKey): boolean {
  const [leaf] = certificatesOf(row);
  return row.state === 'enabled' && leaf !== undefined && isCurrent(room, new X509Certificate(leaf));
}
