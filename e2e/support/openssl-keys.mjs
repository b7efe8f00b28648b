// Keys, certificates and PKCS#12 files made by openssl for one run alone, for checks that want a foreign program to make
// them. An authority that answers questions is in test-authority.ts.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const newKey = {
  'rsa-2048': ['-newkey', 'rsa:2048'],
  p256: ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'],
};

export function openssl(folder, ...args) {
  return execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
}

export function selfSignedArguments({ name, subject, kind = 'rsa-2048', days = 2, keyUsage }) {
  return [
    ...['req', '-x509', ...newKey[kind], '-nodes', '-days', String(days), '-subj', subject],
    ...(keyUsage === undefined ? [] : ['-addext', `keyUsage=critical,${keyUsage}`]),
    ...['-keyout', `${name}.key`, '-out', `${name}.pem`],
  ];
}

export function makeSelfSigned(folder, options) {
  openssl(folder, ...selfSignedArguments(options));
  return partyIn(folder, options.name);
}

export function makeSigner(folder, { subject, rootSubject }) {
  const root = makeSelfSigned(folder, {
    name: 'root',
    subject: rootSubject,
    kind: 'p256',
    days: 30,
    keyUsage: 'keyCertSign,cRLSign',
  });
  writeFileSync(
    path.join(folder, 'leaf.ext'),
    'keyUsage=critical,nonRepudiation\nbasicConstraints=critical,CA:FALSE\n',
  );
  openssl(
    folder,
    ...['req', ...newKey.p256, '-nodes', '-subj', subject, '-keyout', 'leaf.key', '-out', 'leaf.csr'],
  );
  openssl(
    folder,
    ...['x509', '-req', '-in', 'leaf.csr', '-CA', 'root.pem', '-CAkey', 'root.key', '-CAcreateserial'],
    ...['-days', '30', '-extfile', 'leaf.ext', '-out', 'leaf.pem'],
  );
  return { signer: partyIn(folder, 'leaf'), root };
}

export function makePkcs12(folder, party, { passphrase, above, form = 'modern' }) {
  const file = party.keyFile.replace(/\.key$/, '.p12');
  openssl(
    folder,
    ...['pkcs12', '-export', ...(form === 'legacy' ? ['-legacy'] : [])],
    ...['-inkey', party.keyFile, '-in', party.certificateFile],
    ...(above === undefined ? [] : ['-certfile', above.certificateFile]),
    ...['-passout', `pass:${passphrase}`, '-out', file],
  );
  return file;
}

function partyIn(folder, name) {
  const [keyFile, certificateFile] = [`${name}.key`, `${name}.pem`].map((file) => path.join(folder, file));
  return {
    keyFile,
    certificateFile,
    keyPem: readFileSync(keyFile, 'latin1'),
    certificatePem: readFileSync(certificateFile, 'latin1'),
  };
}
