import { readFileSync } from 'node:fs';
import {
  nameValue,
  parseCertificate,
  signDocument,
  type CmsSigner,
  type SealAppearance,
  type SignDocumentOptions,
} from '@segl/pades';
import { timestampSource, validationOptions } from '../evidence.js';
import { chooseField } from '../field-choice.js';
import type { JobOf, Operation, SignSettings } from '../job.js';
import { loadSigner } from '../keys.js';
import type { Appearance } from '../sign-settings.js';
import { resultOf } from './outcomes.js';

/** `commonName` (X.520). */
const commonName = '2.5.4.3';

/** Loads the key and everything else that all files share. */
export async function prepareSign(job: JobOf<'sign'>): Promise<Operation> {
  const { settings } = job;
  // Servers, tokens and remote services are waited for, and several files wait at once; a key file never waits.
  const waits =
    settings.level !== 'B-B' ||
    settings.contentTimestamp === 'ask' ||
    settings.key.kind === 'pkcs11' ||
    settings.key.kind === 'csc';
  const { signer, end } = await loadSigner(settings.key, waits ? 'pool' : 'caller');
  const shared = sharedOptions(settings, signer);
  return {
    concurrency: waits ? 8 : 1,
    run: (task, progress) =>
      resultOf({ task, job, progress }, async (input) => {
        const sign = (field: SignDocumentOptions['field']) => signDocument(input, { ...shared, field });
        const document = await chooseField(input, settings, sign);
        return { document, told: { level: settings.level, field: document.fieldName } };
      }),
    ...(end === undefined ? {} : { end }),
  };
}

type SharedOptions = Omit<SignDocumentOptions, 'field'>;

function sharedOptions(settings: SignSettings, signer: CmsSigner): SharedOptions {
  const { subject } = parseCertificate(signer.certificate);
  const { level, appearance, location, certification, commitmentType, claimedRoles, password, policy } =
    settings;
  const timestamp = timestampSource(settings);
  return {
    signer,
    signerName: settings.signerName ?? nameValue(subject, commonName) ?? 'unnamed',
    level,
    ...(level === 'B-B' || timestamp === undefined ? {} : { timestamp }),
    ...(level === 'B-LT' || level === 'B-LTA' ? { validation: validationOptions(settings) } : {}),
    ...(password === undefined ? {} : { password }),
    ...(settings.contentTimestamp === 'ask' && timestamp !== undefined
      ? { contentTimestamp: timestamp }
      : {}),
    ...(location === undefined ? {} : { location }),
    ...(certification === undefined ? {} : { certification }),
    ...(commitmentType === undefined ? {} : { commitmentType }),
    ...(claimedRoles.length === 0 ? {} : { claimedRoles }),
    ...(policy === undefined
      ? {}
      : {
          signaturePolicy: {
            oid: policy.oid,
            digestAlgorithm: policy.digestAlgorithm,
            digest: Buffer.from(policy.digest, 'hex'),
            ...(policy.uri === undefined ? {} : { uri: policy.uri }),
          },
        }),
    ...(appearance === undefined ? {} : { appearance: sealOf(appearance) }),
  };
}

/** Pictures and fonts are read once for all files. */
const sealOf = ({ language, capacity, imageFile, fontFiles }: Appearance): SealAppearance => ({
  language,
  ...(capacity === undefined ? {} : { capacity }),
  ...(imageFile === undefined ? {} : { image: readFileSync(imageFile) }),
  ...(fontFiles === undefined ? {} : { fonts: fontFiles.map((file) => readFileSync(file)) }),
});
