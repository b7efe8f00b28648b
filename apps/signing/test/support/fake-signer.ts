import type { CmsSigner } from '@segl/pades';
import { readActivation } from '../../src/proof/proof-checks.js';
import {
  RemoteSignerError,
  type RemoteSignature,
  type RemoteSignatureRequest,
  type RemoteSigner,
} from '../../src/signing/remote-signer.js';
import type { BankPerson } from './fake-bank.js';
import type { TestPki } from './pki.js';

/** The vault behind the seam `RemoteSigner`: one signature an activation, repeated when asked for again. */
export class FakeSigner implements RemoteSigner {
  /** How often a key was used; a repeated signature does not count. */
  keyUses = 0;
  calls = 0;
  failNext: RemoteSignerError | undefined;
  /** While true, nothing answers. */
  away = false;
  /** Runs before a key is used: lets a test do something at that very moment. */
  beforeSigning: () => Promise<void> = () => Promise.resolve();
  private readonly signers = new Map<string, Promise<CmsSigner>>();
  private readonly stored = new Map<string, { attributes: string; signature: Uint8Array }>();

  constructor(
    private readonly pki: TestPki,
    private readonly people: readonly BankPerson[],
    private readonly now: () => Date,
  ) {}

  async credentialFor(activation: string) {
    const claims = readActivation(activation);
    if (claims === undefined) throw new RemoteSignerError('refused', 'no activation');
    if (claims.exp * 1000 <= this.now().getTime()) throw new RemoteSignerError('proof-too-old', 'too old');
    const { certificate, chain } = await this.signerOf(claims.sub);
    return { credentialId: claims.credential_id, certificate, chain, digestAlgorithm: 'SHA-256' as const };
  }

  async sign({
    activation,
    documentSha256,
    signedAttributes,
  }: RemoteSignatureRequest): Promise<RemoteSignature> {
    this.calls += 1;
    await this.beforeSigning();
    if (this.away) throw new RemoteSignerError('unavailable', 'away');
    const failure = this.failNext;
    this.failNext = undefined;
    if (failure !== undefined) throw failure;
    const claims = readActivation(activation);
    if (claims === undefined) throw new RemoteSignerError('refused', 'no activation');
    const signer = await this.signerOf(claims.sub);
    const attributes = Buffer.from(signedAttributes).toString('hex');
    const key = `${claims.jti} ${documentSha256}`;
    const stored = this.stored.get(key);
    if (stored !== undefined && stored.attributes !== attributes) {
      throw new RemoteSignerError('refused', 'the activation has been used');
    }
    if (stored === undefined && claims.exp * 1000 <= this.now().getTime()) {
      throw new RemoteSignerError('proof-too-old', 'too old');
    }
    const signature = stored?.signature ?? (await signer.sign(signedAttributes));
    if (stored === undefined) {
      this.keyUses += 1;
      this.stored.set(key, { attributes, signature });
    }
    const { certificate, chain, signatureAlgorithm, digestAlgorithm } = signer;
    return { signature, certificate, chain, signatureAlgorithm, digestAlgorithm };
  }

  private signerOf(sub: string): Promise<CmsSigner> {
    const person = this.people.find((candidate) => candidate.sub === sub);
    if (person === undefined) throw new RemoteSignerError('refused', 'no such credential');
    const known = this.signers.get(sub) ?? this.pki.holder(person);
    this.signers.set(sub, known);
    return known;
  }
}
