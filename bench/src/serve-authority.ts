// The authority of `long-term.ts`, in a process of its own: `serve-authority.ts FOLDER`. Tells its parent where it is.
import path from 'node:path';
import { startFastAuthority } from './authority.js';

/** Where the authority is, and the files of its signer. */
export interface ServedAuthority {
  readonly tsaUrl: string;
  readonly rootPem: string;
  readonly rootDer: string;
  readonly chain: string;
  readonly key: string;
  readonly certificate: string;
  readonly certificatesPem: string;
}

const [folder = ''] = process.argv.slice(2);
const { authority, signer } = await startFastAuthority(folder);
const served: ServedAuthority = {
  tsaUrl: authority.tsaUrl,
  rootPem: authority.rootFile,
  rootDer: path.join(folder, 'root.cer'),
  chain: authority.authorityFile,
  key: signer.keyFile,
  certificate: signer.certificateFile,
  certificatesPem: signer.certificatesPem,
};
process.send?.(served);
