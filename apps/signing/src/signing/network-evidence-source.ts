import { fetchOcsp, PadesError, requestTimestamp } from '@segl/pades';
import { assertOutsideTransaction, type Clock } from '@segl/platform';
import { EvidenceError, type EvidenceSource } from './evidence-source.js';

const timeoutMs = 10_000;

/**
 * Time-stamps by RFC 3161 from one server, certificate status by OCSP from the address in the certificate. Where nobody
 * answers there, our own responder is asked: a certificate keeps the address that Segl had when it was issued.
 */
export function createNetworkEvidenceSource({
  tsaUrl,
  ocspUrl,
  clock,
}: {
  tsaUrl: string;
  ocspUrl: string;
  clock: Clock;
}): EvidenceSource {
  return {
    async timestamp({ digest, digestAlgorithm }) {
      assertOutsideTransaction('a call to the time-stamp server');
      try {
        const { token } = await requestTimestamp({
          servers: [{ url: tsaUrl }],
          digest,
          digestAlgorithm,
          timeoutMs,
        });
        return token;
      } catch (error) {
        throw evidenceErrorOf(error, 'no time-stamp');
      }
    },
    async certificateStatus(certificate, chain) {
      assertOutsideTransaction('a call to the OCSP responder');
      const [issuer] = chain;
      if (issuer === undefined)
        throw new EvidenceError('unavailable', 'the certificate’s issuer is not known');
      const question = { certificate, issuer, at: clock.now() };
      const status = await fetchOcsp(question)
        .catch((error: unknown) => {
          if (!(error instanceof PadesError)) throw error;
          return fetchOcsp({ ...question, urls: [ocspUrl] });
        })
        .catch((error: unknown) => {
          throw evidenceErrorOf(error, 'no certificate status');
        });
      if (status.status === 'revoked') throw new EvidenceError('revoked', 'the certificate is revoked');
      if (status.status !== 'good')
        throw new EvidenceError('unavailable', 'the certificate’s status is unknown');
      return status.der;
    },
  };
}

function evidenceErrorOf(error: unknown, what: string): unknown {
  if (!(error instanceof PadesError)) return error;
  return new EvidenceError('unavailable', `${what}: ${error.code}`, { cause: error });
}
