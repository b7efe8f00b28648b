import { describe, expect, it } from 'vitest';
import { PadesError } from '../../src/errors.js';
import { collectValidationData } from '../../src/ltv/collect-validation-data.js';
import type { ValidationDataOptions } from '../../src/ltv/types.js';
import type { RevocationResolver } from '../../src/revocation/client.js';
import { Evidence } from '../../src/verify/evidence.js';
import { parseCertificate } from '../../src/x509/certificate.js';
import type { CertificatePurpose } from '../../src/x509/path.js';
import { codeOfRejection } from '../support.js';
import { CRL_URL, ISSUER_URL, makeWorld, OCSP_URL, ROOT_CRL_URL, World } from '../support/ltv-world.js';
import {
  CA_USAGE,
  extension,
  inDays,
  makeCrl,
  makeOcspResponse,
  OCSP_SIGNING,
  serialOf,
  type OcspAnswer,
  type Party,
} from '../support/pki.js';

type Answers = Map<bigint, OcspAnswer | 'silent'>;

/** A world whose responder can be told what to say. */
function makeScene(answers: Answers = new Map()) {
  const scene = makeWorld();
  scene.world.respondAt(OCSP_URL, { by: scene.responder, answers });
  return { ...scene, answers };
}

interface CollectOptions extends ValidationDataOptions {
  readonly purpose?: CertificatePurpose;
  /** The moment that matters. Default: now. */
  readonly usedAt?: Date;
  readonly evidence?: Evidence;
}

const collect = (
  party: Party,
  { purpose = 'document-signing', usedAt = inDays(0), evidence = new Evidence(), ...options }: CollectOptions,
): ReturnType<typeof collectValidationData> => {
  for (const der of party.chain) evidence.addCertificate(der);
  for (const der of options.ocspResponses ?? []) evidence.addOcsp(der);
  for (const der of options.crls ?? []) evidence.addCrl(der);
  const use = { certificate: parseCertificate(party.certificate), purpose, at: usedAt };
  return collectValidationData([use], evidence, options);
};

const numbers = async (data: ReturnType<typeof collectValidationData>): Promise<number[]> => {
  const { certificates, ocspResponses, crls } = await data;
  return [certificates.length, ocspResponses.length, crls.length];
};

describe('RFC 5280 §6: a chain', () => {
  it('is collected up to the anchor, with an answer about each certificate below it', async () => {
    const { world, signer, root, authority } = makeScene();
    expect(await numbers(collect(signer, { resolver: world, trustAnchors: [root.certificate] }))).toEqual([
      4, 1, 1,
    ]);
    expect(world.asked).toEqual([OCSP_URL, ROOT_CRL_URL]);
    // With the authority itself as the anchor nothing above it is looked at.
    expect(
      await numbers(collect(signer, { resolver: world, trustAnchors: [authority.certificate] })),
    ).toEqual([3, 1, 0]);
  });

  it('ends at a self-signed certificate where no anchor was named', async () => {
    const { world, signer } = makeScene();
    expect(await numbers(collect(signer, { resolver: world }))).toEqual([4, 1, 1]);
  });

  it('is completed by fetching issuers', async () => {
    const { world, signer, root } = makeScene();
    const bare = { ...signer, chain: [] };
    expect(await numbers(collect(bare, { resolver: world, trustAnchors: [root.certificate] }))).toEqual([
      4, 1, 1,
    ]);
    expect(world.asked).toContain(ISSUER_URL);
  });

  it('is refused where an issuer is missing', async () => {
    const { signer, root } = makeScene();
    const bare = { ...signer, chain: [] };
    const refused = collect(bare, { resolver: new World(), trustAnchors: [root.certificate] });
    expect(await codeOfRejection(refused)).toBe('ltv.chain-incomplete');
    await expect(refused).rejects.toMatchObject({ cause: { code: 'revocation.unreachable' } });
  });

  it('is refused where it leads to another root than those trusted', async () => {
    const { world, signer } = makeScene();
    const stranger = makeWorld().root.certificate;
    const refused = collect(signer, { resolver: world, trustAnchors: [stranger] });
    expect(await codeOfRejection(refused)).toBe('ltv.chain-invalid');
  });

  it('is refused where a certificate had expired, or serves another purpose', async () => {
    const { world, signer, root } = makeScene();
    const options = { resolver: world, trustAnchors: [root.certificate] };
    expect(await codeOfRejection(collect(signer, { ...options, usedAt: inDays(301) }))).toBe(
      'ltv.chain-invalid',
    );
    expect(await codeOfRejection(collect(signer, { ...options, purpose: 'time-stamping' }))).toBe(
      'ltv.chain-invalid',
    );
  });

  it('of a signer that vouches for itself is refused', async () => {
    const self = new World().issue({ name: 'Self', extensions: [extension.keyUsage(0, 1)] });
    const evidence = new Evidence();
    evidence.addCertificate(self.certificate);
    expect(await codeOfRejection(collect(self, { resolver: new World(), evidence }))).toBe(
      'ltv.chain-invalid',
    );
    // Unless it is named as an anchor.
    expect(await numbers(collect(self, { trustAnchors: [self.certificate] }))).toEqual([1, 0, 0]);
  });

  it('that never ends is not followed for ever', async () => {
    // Each issuer fetched points to a further one.
    const world = new World();
    const extensions = (url: string) => [
      extension.ca(),
      extension.keyUsage(...CA_USAGE),
      extension.accessInfo({ caIssuers: url }),
    ];
    let party = world.issue({ name: 'Link 0', extensions: extensions('http://ca.test/none') });
    for (let link = 1; link <= 15; link++) {
      world.offer(`http://ca.test/${link - 1}`, party.certificate);
      party = world.issue(
        { name: `Link ${link}`, extensions: extensions(`http://ca.test/${link - 1}`) },
        party,
      );
    }
    const refused = collect(
      { ...party, chain: [] },
      { resolver: world, trustAnchors: [makeWorld().root.certificate] },
    );
    expect(await codeOfRejection(refused)).toBe('ltv.limit-exceeded');
    expect(world.asked.length).toBeLessThan(10);
  });
});

describe('RFC 6960, RFC 5280 §5: revocation', () => {
  it('is asked by OCSP first, and read from the CRL where that gives nothing', async () => {
    const { world, signer, root, answers } = makeScene();
    answers.set(serialOf(signer.certificate), 'silent');
    expect(await numbers(collect(signer, { resolver: world, trustAnchors: [root.certificate] }))).toEqual([
      3, 0, 2,
    ]);
    expect(world.asked).toEqual([OCSP_URL, ROOT_CRL_URL, CRL_URL]);
  });

  it('falls back to the CRL where the responder does not know the certificate, or answers with stale data', async () => {
    for (const answer of [
      { status: 'unknown' },
      { thisUpdate: inDays(-9), nextUpdate: inDays(-2), producedAt: inDays(-9) },
    ] as const) {
      const { world, signer, root, answers } = makeScene();
      answers.set(serialOf(signer.certificate), answer);
      expect(await numbers(collect(signer, { resolver: world, trustAnchors: [root.certificate] }))).toEqual([
        3, 0, 2,
      ]);
    }
  });

  it.each([
    ['silent', 'revocation.unreachable'],
    [{ status: 'unknown' }, 'revocation.mismatch'],
    [{ thisUpdate: inDays(-9), nextUpdate: inDays(-2), producedAt: inDays(-9) }, 'revocation.stale'],
    [{ thisUpdate: inDays(5), producedAt: inDays(5), nextUpdate: inDays(6) }, 'revocation.stale'],
  ] as const)('that is missing is an error that tells what each source said (%s)', async (answer, code) => {
    const { world, signer, root, answers } = makeScene();
    answers.set(serialOf(signer.certificate), answer);
    const noList: RevocationResolver = {
      ocsp: (url, request) => world.ocsp(url, request),
      crl: (url) => (url === CRL_URL ? Promise.reject(new Error('no list')) : world.crl(url)),
      certificate: (url) => world.certificate(url),
    };
    const refused = collect(signer, { resolver: noList, trustAnchors: [root.certificate] });
    const error: unknown = await refused.catch((caught: unknown) => caught);
    if (!(error instanceof PadesError) || !(error.cause instanceof AggregateError)) throw error;
    expect(error.code).toBe('ltv.revocation-missing');
    const codes = error.cause.errors.map((cause: unknown) =>
      cause instanceof PadesError ? cause.code : cause,
    );
    expect(codes).toEqual([code, 'revocation.unreachable']);
  });

  it('before the moment that matters is an error; after it, the answer is evidence like others', async () => {
    const { world, signer, root, answers } = makeScene();
    answers.set(serialOf(signer.certificate), { status: 'revoked', revocationTime: inDays(-1) });
    const options = { resolver: world, trustAnchors: [root.certificate] };
    expect(await codeOfRejection(collect(signer, options))).toBe('ltv.revoked');
    expect(await numbers(collect(signer, { ...options, usedAt: inDays(-2) }))).toEqual([4, 1, 1]);
  });

  it('of an authority is an error too', async () => {
    const { world, signer, root, authority } = makeScene();
    world.publish(ROOT_CRL_URL, root, {
      revoked: [{ serialNumber: serialOf(authority.certificate), at: inDays(-1) }],
    });
    const refused = collect(signer, { resolver: world, trustAnchors: [root.certificate] });
    expect(await codeOfRejection(refused)).toBe('ltv.revoked');
  });

  it('is not asked about where the certificate lives too short for it (EN 319 412-1, RFC 9608)', async () => {
    const { world, authority, root } = makeScene();
    for (const oid of ['0.4.0.194121.2.1', '2.5.29.56']) {
      const short = world.issue(
        { name: 'Short', extensions: [extension.keyUsage(0, 1), { oid, value: Buffer.from('0500', 'hex') }] },
        authority,
      );
      expect(await numbers(collect(short, { resolver: world, trustAnchors: [root.certificate] }))).toEqual([
        3, 0, 1,
      ]);
    }
  });

  it('is asked about where a certificate that is no responder says "no check" (RFC 6960 §4.2.2.2.1)', async () => {
    const { world, authority, root } = makeScene();
    const posing = world.issue(
      { name: 'Posing', extensions: [extension.keyUsage(0, 1), extension.ocspNoCheck()] },
      authority,
    );
    const refused = collect(posing, { resolver: world, trustAnchors: [root.certificate] });
    expect(await codeOfRejection(refused)).toBe('ltv.revocation-missing');
  });

  it('of a certificate that names no place to ask is missing, and said so', async () => {
    const { world, authority, root } = makeScene();
    const mute = world.issue({ name: 'Mute', extensions: [extension.keyUsage(0, 1)] }, authority);
    const refused = collect(mute, { resolver: world, trustAnchors: [root.certificate] });
    expect(await codeOfRejection(refused)).toBe('ltv.revocation-missing');
  });

  it.each([
    ['indirect', { oid: '2.5.29.28', critical: 'critical', value: Buffer.from('30038401ff', 'hex') }],
    ['delta', { oid: '2.5.29.27', critical: 'critical', value: Buffer.from('020101', 'hex') }],
  ] as const)('is not read from %s CRLs', async (_, scope) => {
    const { world, signer, root, authority, answers } = makeScene();
    answers.set(serialOf(signer.certificate), 'silent');
    world.publish(CRL_URL, authority, { extensions: [scope] });
    const refused = collect(signer, { resolver: world, trustAnchors: [root.certificate] });
    expect(await codeOfRejection(refused)).toBe('ltv.revocation-missing');
  });
});

describe('answers at hand', () => {
  it('are used while they speak about the moment that matters: nobody is asked', async () => {
    const { world, signer, root, authority, responder } = makeScene();
    const ocsp = makeOcspResponse(signer.certificate, authority.certificate, responder, {
      thisUpdate: inDays(-2),
      producedAt: inDays(-2),
      nextUpdate: inDays(0.5),
    });
    const options = {
      resolver: world,
      trustAnchors: [root.certificate],
      ocspResponses: [ocsp],
      crls: [makeCrl(root)],
    };
    const data = await collect(signer, options);
    expect(world.asked).toEqual([]);
    expect(data.ocspResponses).toEqual([ocsp]);
    // Later on they are too old, and the responder is asked.
    await collect(signer, { ...options, usedAt: inDays(0.9), at: inDays(0) });
    expect(world.asked).toEqual([OCSP_URL]);
  });

  /** What a file carries: a "good" from before the moment that matters, valid until after it. */
  const fromFile = (
    { signer, authority, responder }: ReturnType<typeof makeScene>,
    producedAt = inDays(-3),
  ) => {
    const evidence = new Evidence();
    evidence.addOcsp(
      makeOcspResponse(signer.certificate, authority.certificate, responder, {
        thisUpdate: inDays(-3),
        producedAt,
        nextUpdate: inDays(4),
      }),
    );
    return evidence;
  };

  it.each([inDays(-3), inDays(0)])(
    'that the file carries and that are older do not save asking, whenever they were signed (%s)',
    async (producedAt) => {
      const scene = makeScene();
      const { world, signer, root, answers } = scene;
      answers.set(serialOf(signer.certificate), { status: 'revoked', revocationTime: inDays(-2) });
      const options = {
        resolver: world,
        trustAnchors: [root.certificate],
        evidence: fromFile(scene, producedAt),
      };
      expect(await codeOfRejection(collect(signer, options))).toBe('ltv.revoked');
    },
  );

  it('that the file carries are used where nobody answers, not where the answer is "unknown"', async () => {
    const scene = makeScene();
    const { world, signer, root, answers } = scene;
    const collectOffline = (answer: OcspAnswer | 'silent') => {
      answers.set(serialOf(signer.certificate), answer);
      const resolver: RevocationResolver = {
        ocsp: (url, request) => world.ocsp(url, request),
        crl: (url) => (url === CRL_URL ? Promise.reject(new Error('no list')) : world.crl(url)),
        certificate: (url) => world.certificate(url),
      };
      return collect(signer, { resolver, trustAnchors: [root.certificate], evidence: fromFile(scene) });
    };
    expect(await numbers(collectOffline('silent'))).toEqual([4, 1, 1]);
    expect(await codeOfRejection(collectOffline({ status: 'unknown' }))).toBe('ltv.revocation-missing');
  });

  it('that both say "revoked" count by the earlier time', async () => {
    const { world, signer, root, authority } = makeScene();
    const revokedAt = (at: Date) =>
      makeCrl(authority, { revoked: [{ serialNumber: serialOf(signer.certificate), at }] });
    const refused = collect(signer, {
      resolver: world,
      trustAnchors: [root.certificate],
      usedAt: inDays(-1),
      crls: [revokedAt(inDays(-0.5)), revokedAt(inDays(-5))],
    });
    expect(await codeOfRejection(refused)).toBe('ltv.revoked');
  });

  it('that say "revoked" are not asked away', async () => {
    const { world, signer, root, authority, responder } = makeScene();
    const revoked = makeOcspResponse(signer.certificate, authority.certificate, responder, {
      status: 'revoked',
      revocationTime: inDays(-1),
    });
    const refused = collect(signer, {
      resolver: world,
      trustAnchors: [root.certificate],
      ocspResponses: [revoked],
    });
    expect(await codeOfRejection(refused)).toBe('ltv.revoked');
  });
});

describe('RFC 6960 §4.2.2.2.1: a responder', () => {
  /** A scene whose responder has no id-pkix-ocsp-nocheck, and perhaps places to ask about it. */
  function withResponder(extensions: Parameters<World['issue']>[0]['extensions'] = []) {
    const scene = makeScene();
    const responder = scene.world.issue(
      {
        name: 'Checked Responder',
        extensions: [extension.purposes('not-critical', OCSP_SIGNING), ...extensions],
      },
      scene.authority,
    );
    scene.world.respondAt(OCSP_URL, { by: responder });
    return { ...scene, responder };
  }

  it('is itself asked about, here by CRL', async () => {
    const { world, signer, root } = withResponder([extension.crlAt(CRL_URL)]);
    expect(await numbers(collect(signer, { resolver: world, trustAnchors: [root.certificate] }))).toEqual([
      4, 1, 2,
    ]);
    expect(world.asked).toEqual([OCSP_URL, ROOT_CRL_URL, CRL_URL]);
  });

  it('that was revoked is an error', async () => {
    const { world, signer, root, authority, responder } = withResponder([extension.crlAt(CRL_URL)]);
    world.publish(CRL_URL, authority, {
      revoked: [{ serialNumber: serialOf(responder.certificate), at: inDays(-5) }],
    });
    const refused = collect(signer, { resolver: world, trustAnchors: [root.certificate] });
    expect(await codeOfRejection(refused)).toBe('ltv.revoked');
  });

  it('cannot vouch for itself', async () => {
    const { world, signer, root } = withResponder([extension.accessInfo({ ocsp: OCSP_URL })]);
    const refused = collect(signer, { resolver: world, trustAnchors: [root.certificate] });
    expect(await codeOfRejection(refused)).toBe('ltv.revocation-missing');
    expect(world.asked.length).toBeLessThan(6);
  });

  it('cannot be vouched for in a circle', async () => {
    const scene = makeScene();
    const [first, second] = ['http://first.test/', 'http://second.test/'] as const;
    const makeResponder = (name: string, askAt: string): Party =>
      scene.world.issue(
        {
          name,
          extensions: [
            extension.purposes('not-critical', OCSP_SIGNING),
            extension.accessInfo({ ocsp: askAt }),
          ],
        },
        scene.authority,
      );
    scene.world.respondAt(OCSP_URL, { by: makeResponder('Zero', first) });
    scene.world.respondAt(first, { by: makeResponder('First', second) });
    scene.world.respondAt(second, { by: makeResponder('Second', first) });
    const options = { resolver: scene.world, trustAnchors: [scene.root.certificate] };
    expect(await codeOfRejection(collect(scene.signer, options))).toBe('ltv.revocation-missing');
    expect(scene.world.asked.length).toBeLessThan(8);
  });

  it('that is vouched for without end is not followed for ever', async () => {
    const scene = makeScene();
    const makeResponder = (level: number): Party =>
      scene.world.issue(
        {
          name: `Responder ${level}`,
          extensions: [
            extension.purposes('not-critical', OCSP_SIGNING),
            extension.accessInfo({ ocsp: `http://level.test/${level + 1}` }),
          ],
        },
        scene.authority,
      );
    scene.world.respondAt(OCSP_URL, { by: makeResponder(0) });
    for (let level = 1; level < 20; level++)
      scene.world.respondAt(`http://level.test/${level}`, { by: makeResponder(level) });
    const options = { resolver: scene.world, trustAnchors: [scene.root.certificate] };
    expect(await codeOfRejection(collect(scene.signer, options))).toBe('ltv.limit-exceeded');
    expect(scene.world.asked.length).toBeLessThan(12);
  });
});
