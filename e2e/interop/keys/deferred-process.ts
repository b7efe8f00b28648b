// One half of a deferred signature, as a process of its own: `prepare DOCUMENT CERTIFICATES STATE HASH` writes the state and
// the digest to be signed, `complete DOCUMENT STATE SIGNATURE OUT` takes them up again.
import { readFileSync, writeFileSync } from 'node:fs';
import { completeDeferred, openFile, prepareDeferred, readCertificateFile } from '@segl/pades';

const [half, document = '', ...files] = process.argv.slice(2);
if (half === 'prepare') {
  const [certificates = '', state = '', hash = ''] = files;
  const [certificate, ...chain] = readCertificateFile(readFileSync(certificates));
  if (certificate === undefined) throw new Error('no certificate');
  const deferred = await prepareDeferred(openFile(document), {
    signer: { certificate, chain },
    signerName: 'Kari Nordmann',
    field: { new: { name: 'Signature' } },
  });
  writeFileSync(state, JSON.stringify(deferred));
  writeFileSync(hash, deferred.hash);
} else {
  const [state = '', value = '', out = ''] = files;
  const signature = readFileSync(value);
  const signed = await completeDeferred(readFileSync(state, 'utf8'), openFile(document), { signature });
  await signed.writeTo({ path: out });
}
