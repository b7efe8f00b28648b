import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { InvalidArgumentError, type Command } from 'commander';
import { UsageError } from '../../usage-error.js';
import type { SignaturePolicyText } from '../sign-settings.js';
import { isSystemError, reasonOf } from '../system-errors.js';

export interface PolicyFlags {
  readonly policy?: string;
  readonly policyFile?: string;
  readonly policyDigest?: Pick<SignaturePolicyText, 'digestAlgorithm' | 'digest'>;
  readonly policyUri?: string;
}

export const addPolicyOptions = (command: Command): Command =>
  command
    .option('--policy <oid>', 'signature policy to sign under, with one of the next two', oid)
    .option('--policy-file <file>', 'the policy document, to take its SHA-256 digest')
    .option('--policy-digest <alg:hex>', 'its digest, such as sha256:9f86…', digest)
    .option('--policy-uri <url>', 'where the policy document can be had');

export function policyOf(flags: PolicyFlags): SignaturePolicyText | undefined {
  const { policy, policyFile, policyDigest, policyUri } = flags;
  if (policy === undefined) {
    if (policyFile !== undefined || policyDigest !== undefined || policyUri !== undefined)
      throw new UsageError('--policy-file, --policy-digest and --policy-uri go with --policy OID.');
    return undefined;
  }
  if ((policyFile === undefined) === (policyDigest === undefined))
    throw new UsageError('--policy needs the digest of the policy: give --policy-file or --policy-digest.');
  const ofDocument =
    policyFile === undefined
      ? policyDigest
      : {
          digestAlgorithm: 'SHA-256' as const,
          digest: createHash('sha256').update(readPolicy(policyFile)).digest('hex'),
        };
  if (ofDocument === undefined) throw new TypeError('One of the two was given');
  return { oid: policy, ...ofDocument, ...(policyUri === undefined ? {} : { uri: policyUri }) };
}

function readPolicy(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new UsageError(`The policy file ${file} cannot be read: ${reasonOf(error)}.`);
  }
}

function oid(text: string): string {
  if (!/^[0-2](?:\.(?:0|[1-9]\d*))+$/.test(text))
    throw new InvalidArgumentError('It must be an OID in dotted form, such as 1.2.3.4.');
  return text;
}

const digests = { sha256: ['SHA-256', 64], sha384: ['SHA-384', 96], sha512: ['SHA-512', 128] } as const;

function digest(text: string): Pick<SignaturePolicyText, 'digestAlgorithm' | 'digest'> {
  const [algorithm, value = ''] = text.toLowerCase().split(':');
  const known = Object.entries(digests).find(([name]) => name === algorithm)?.[1];
  if (known === undefined || value.length !== known[1] || !/^[0-9a-f]+$/.test(value))
    throw new InvalidArgumentError('It must be sha256:, sha384: or sha512: and the digest in hexadecimal.');
  return { digestAlgorithm: known[0], digest: value };
}
