import { createRequire } from 'node:module';
import type * as SignpdfUtils from '@signpdf/utils';
import type { Signer } from '@signpdf/utils';
import { digestOf } from '../cms/algorithms.js';
import { createCadesSignature, type CadesSignatureOptions } from '../cms/create-signature.js';
import type { CmsSigner } from '../cms/types.js';

/**
 * A `Signer` for `@signpdf/signpdf` that makes CAdES signatures: `signpdf.sign(pdf, createSignpdfSigner(signer))`. The
 * placeholder's SubFilter should be `ETSI.CAdES.detached`. signpdf's `signingTime` is not used: in PAdES the claimed time
 * stands in the dictionary's `/M`, and signing-time is forbidden in the CMS (EN 319 142-1 §6.3).
 */
export function createSignpdfSigner(signer: CmsSigner, options: CadesSignatureOptions = {}): Signer {
  signerClass ??= makeSignerClass();
  return new signerClass(signer, options);
}

type SignerClass = new (signer: CmsSigner, options: CadesSignatureOptions) => Signer;

let signerClass: SignerClass | undefined;

/** signpdf's own package is loaded when the first such signer is made: nothing else needs it. */
function makeSignerClass(): SignerClass {
  const utils = createRequire(import.meta.url)('@signpdf/utils') as typeof SignpdfUtils;
  return class extends utils.Signer {
    constructor(
      private readonly signer: CmsSigner,
      private readonly options: CadesSignatureOptions,
    ) {
      super();
    }

    override async sign(pdfBuffer: Buffer): Promise<Buffer> {
      const digest = digestOf(this.signer.digestAlgorithm, pdfBuffer);
      return Buffer.from(await createCadesSignature(this.signer, digest, this.options));
    }
  };
}
