// One measured process: `sign-worker.ts floor|segl|second|signpdf FILE P12 RUNS`. Prints {milliseconds, peakMiB}.
import { createHash, sign } from 'node:crypto';
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { median, time } from './measure.js';

const [who, file = '', p12 = '', runs = '5'] = process.argv.slice(2);

async function prepare(): Promise<() => Promise<unknown>> {
  if (who === 'floor') {
    const { generateKeyPairSync } = await import('node:crypto');
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const chunk = Buffer.alloc(1 << 20);
    return () => {
      const fd = openSync(file, 'r');
      const hash = createHash('sha256');
      for (let got = readSync(fd, chunk); got > 0; got = readSync(fd, chunk))
        hash.update(chunk.subarray(0, got));
      closeSync(fd);
      return Promise.resolve(sign('sha256', hash.digest(), privateKey));
    };
  }
  if (who === 'segl') {
    const { openFile, signDocument, signerFromPkcs12 } = await import('@segl/pades');
    const signer = await signerFromPkcs12(readFileSync(p12), 'bench');
    return async () => {
      const source = openFile(file);
      try {
        return await signDocument(source, {
          signer,
          signerName: 'Bench',
          field: { new: { name: 'Signature1' } },
        });
      } finally {
        source.close();
      }
    };
  }
  if (who === 'second') {
    const { concatenated, openFile, signDocument, signerFromPkcs12 } = await import('@segl/pades');
    const signer = await signerFromPkcs12(readFileSync(p12), 'bench');
    const source = openFile(file);
    const first = await signDocument(source, {
      signer,
      signerName: 'Bench',
      field: { new: { name: 'Signature1' } },
    });
    if (first.prefixHash === undefined) throw new Error('no hash to hand on');
    const { prefixHash } = first;
    const signed = concatenated(source, first.increment);
    return () =>
      signDocument(signed, {
        signer,
        signerName: 'Bench',
        field: { new: { name: 'Signature2' } },
        prefixHash,
      });
  }
  const { SignPdf } = await import('@signpdf/signpdf');
  const { plainAddPlaceholder } = await import('@signpdf/placeholder-plain');
  const { P12Signer } = await import('@signpdf/signer-p12');
  const key = readFileSync(p12);
  return async () => {
    const pdfBuffer = plainAddPlaceholder({
      pdfBuffer: readFileSync(file),
      reason: '',
      contactInfo: '',
      name: 'Bench',
      location: '',
    });
    return await new SignPdf().sign(pdfBuffer, new P12Signer(key, { passphrase: 'bench' }));
  };
}

const work = await prepare();
const measured = await time(Number(runs), work);
console.log(
  JSON.stringify({ milliseconds: median(measured), peakMiB: process.resourceUsage().maxRSS / 1024 }),
);
