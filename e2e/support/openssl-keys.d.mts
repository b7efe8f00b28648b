/** Somebody with a key and a certificate, in files. */
export interface OpensslParty {
  readonly keyFile: string;
  readonly certificateFile: string;
  readonly keyPem: string;
  readonly certificatePem: string;
}

export interface SelfSignedOptions {
  /** Files are called `NAME.key` and `NAME.pem`. */
  readonly name: string;
  /** Such as `/CN=Kari Nordmann/C=NO`. */
  readonly subject: string;
  /** Default: `rsa-2048`. */
  readonly kind?: 'rsa-2048' | 'p256';
  /** How long the certificate holds; default: 2. */
  readonly days?: number;
  /** Key usage as openssl writes it, separated by commas; left out: no such extension. */
  readonly keyUsage?: string;
}

/** Runs openssl in a folder. @throws with what it says, when it fails */
export function openssl(folder: string, ...args: readonly string[]): Buffer;

/** What openssl is told to make a key whose certificate it signs itself. */
export function selfSignedArguments(options: SelfSignedOptions): string[];

/** A key whose certificate it signs itself. */
export function makeSelfSigned(folder: string, options: SelfSignedOptions): OpensslParty;

/** A P-256 root (`root.key`, `root.pem`), and a signer below it (`leaf.key`, `leaf.pem`) for non-repudiation. */
export function makeSigner(
  folder: string,
  options: { readonly subject: string; readonly rootSubject: string },
): { readonly signer: OpensslParty; readonly root: OpensslParty };

/** Packs a key, its certificate and those above into `NAME.p12`, whose path it answers. */
export function makePkcs12(
  folder: string,
  party: Pick<OpensslParty, 'keyFile' | 'certificateFile'>,
  options: {
    readonly passphrase: string;
    readonly above?: Pick<OpensslParty, 'certificateFile'>;
    /** `legacy`: with the ciphers of old, which some libraries need. Default: `modern`. */
    readonly form?: 'modern' | 'legacy';
  },
): string;
