import { verify, X509Certificate } from 'node:crypto';
import { vault } from '@segl/contracts';
import { PlatformError, ServiceAnswerError, type Clock, type ServiceClient } from '@segl/platform';
import { readActivation } from '../proof/proof-checks.js';
import {
  RemoteSignerError,
  type RemoteSignature,
  type RemoteSignatureRequest,
  type RemoteSigner,
} from './remote-signer.js';

/** The holder's key in our own vault: the stricter call that sees signed attributes, not a bare hash. */
export class VaultRemoteSigner implements RemoteSigner {
  constructor(
    private readonly client: ServiceClient,
    private readonly clock: Clock,
  ) {}

  async credentialFor(activation: string) {
    const claims = readActivation(activation);
    if (claims === undefined) throw new RemoteSignerError('refused', 'the activation cannot be read');
    // The vault judges it for good; an activation known to be too old need not use up a preparation.
    if (claims.exp * 1000 <= this.clock.now().getTime()) {
      throw new RemoteSignerError('proof-too-old', 'the activation has run out');
    }
    const credential = await this.call(() =>
      this.client.json(`/keys/${encodeURIComponent(claims.credential_id)}`, {
        purpose: vault.vaultPurposes.keys,
        schema: vault.credentialAnswer,
      }),
    );
    if (credential.state === 'destroyed')
      throw new RemoteSignerError('revoked', 'the key has been destroyed');
    if (credential.state !== 'enabled') throw new RemoteSignerError('refused', 'the key is disabled');
    const { certificate, chain } = split(credential.certificates);
    return { credentialId: credential.credentialId, certificate, chain, digestAlgorithm: 'SHA-256' as const };
  }

  async sign(request: RemoteSignatureRequest): Promise<RemoteSignature> {
    const { activation, documentSha256, signedAttributes, purpose } = request;
    const answer = await this.call(() =>
      this.client.json('/signatures', {
        method: 'POST',
        purpose: vault.vaultPurposes.signatures,
        json: {
          activation,
          documentSha256,
          signedAttributes: Buffer.from(signedAttributes).toString('base64'),
          purpose,
        },
        schema: vault.signatureAnswer,
      }),
    );
    const signature = new Uint8Array(Buffer.from(answer.signature, 'base64'));
    const { certificate, chain } = split(answer.certificates);
    const { signatureAlgorithm, digestAlgorithm } = answer;
    if (!holds({ certificate, digestAlgorithm, signedAttributes, signature })) {
      throw new RemoteSignerError('refused', 'the vault’s signature does not hold under its certificate');
    }
    return { signature, signatureAlgorithm, digestAlgorithm, certificate, chain };
  }

  private async call<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    try {
      return await work();
    } catch (error) {
      throw remoteSignerErrorOf(error);
    }
  }
}

function remoteSignerErrorOf(error: unknown): unknown {
  if (error instanceof PlatformError && error.code === 'platform.service-unreachable') {
    return new RemoteSignerError('unavailable', 'the vault does not answer', { cause: error });
  }
  if (!(error instanceof ServiceAnswerError)) return error;
  if (error.code === 'vault.activation-expired') {
    return new RemoteSignerError('proof-too-old', 'the activation has run out', { cause: error });
  }
  if (error.code === 'vault.credential-destroyed') {
    return new RemoteSignerError('revoked', 'the key has been destroyed', { cause: error });
  }
  if (error.status >= 500 || error.status === 429) {
    return new RemoteSignerError('unavailable', `the vault answered ${error.status}`, { cause: error });
  }
  return new RemoteSignerError('refused', error.code ?? `the vault answered ${error.status}`, {
    cause: error,
  });
}

function split(certificates: readonly string[]): { certificate: Uint8Array; chain: Uint8Array[] } {
  const [certificate, ...chain] = certificates.map((der) => new Uint8Array(Buffer.from(der, 'base64')));
  if (certificate === undefined) throw new RemoteSignerError('refused', 'the key has no certificate yet');
  return { certificate, chain };
}

function holds(made: {
  certificate: Uint8Array;
  digestAlgorithm: string;
  signedAttributes: Uint8Array;
  signature: Uint8Array;
}): boolean {
  const key = new X509Certificate(made.certificate).publicKey;
  return verify(
    made.digestAlgorithm.replace('-', '').toLowerCase(),
    made.signedAttributes,
    key,
    made.signature,
  );
}
