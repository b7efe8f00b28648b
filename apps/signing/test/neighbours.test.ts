import { readFile } from 'node:fs/promises';
import { SignPdf } from '@signpdf/signpdf';
import express, { Router } from 'express';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { language, signing, trust, upload, vault, type bankid, type Language } from '@segl/contracts';
import { inspectDocument, verifyDocument, type CmsSigner } from '@segl/pades';
import {
  createServiceClient,
  ProblemError,
  requireServiceToken,
  type Service,
  type ServiceName,
} from '@segl/platform';
import { mailWords } from '../src/mail/mail-words.js';
import { RemoteSignerError } from '../src/signing/remote-signer.js';
import { VaultRemoteSigner } from '../src/signing/vault-remote-signer.js';
import { codeOf, type Browser } from './support/browser.js';
import { kari, ola } from './support/fake-bank.js';
import { openHouse, sign, until, type House } from './support/house.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 180_000 });

let house: House;
let sender: Browser;
let sealer: CmsSigner;
/** What the fake vault does next. */
const vaultAnswers: { refuse: ConstructorParameters<typeof ProblemError>[0] | undefined; spoil: boolean } = {
  refuse: undefined,
  spoil: false,
};
const sealed: string[] = [];

beforeAll(async () => {
  house = await openHouse();
  sealer = await house.pki.holder({ sub: '9578-5999-4-5555555', givenName: 'Segl', familyName: 'Seal' });
  house.mount(neighbour('vault', vaultRoutes()));
  house.mount(neighbour('trust', trustRoutes()));
  house.mount(neighbour('bankid', bankRoutes()));
  house.mount(neighbour('registry', registryRoutes()));
  sender = await house.loggedIn(ola);
});
afterAll(() => house.close());

function neighbour(name: ServiceName, router: Router): Service {
  const nothing = () => Promise.resolve();
  return { name, path: `/${name}`, router, start: nothing, stop: nothing, ready: () => Promise.resolve([]) };
}
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

function vaultRoutes(): Router {
  const router = Router();
  const context = house.contextOf('vault');
  const { keys, signatures, seals } = vault.vaultPurposes;
  const admit = (purpose: string) => requireServiceToken(context, { callers: ['signing'], purpose });
  router.use(express.json());
  router.use((_request, _response, next) => {
    if (vaultAnswers.refuse !== undefined) throw new ProblemError(vaultAnswers.refuse);
    next();
  });
  const answer = async (attributes: string) => ({
    signature: base64(
      vaultAnswers.spoil ? new Uint8Array(70) : await sealer.sign(Buffer.from(attributes, 'base64')),
    ),
    signatureAlgorithm: 'ECDSA',
    digestAlgorithm: 'SHA-256',
    certificates: [sealer.certificate, ...sealer.chain].map(base64),
    repeated: false,
  });
  router.post('/keys', admit(keys), (request, response) => {
    expect(request.body).toMatchObject({ owner: 'service:signing' });
    const credentialId = '11111111-1111-4111-8111-111111111111';
    response.status(201).json({ credentialId, publicKey: 'AA==', certificationRequest: 'AA==' });
  });
  router.get('/keys/:id', admit(keys), (request, response) => {
    response.json({
      credentialId: request.params['id'],
      owner: kari.sub,
      algorithm: 'EC-P256',
      state: request.params['id'] === 'disabled' ? 'disabled' : 'enabled',
      certificates: [sealer.certificate, ...sealer.chain].map(base64),
    });
  });
  router.put('/keys/:id/certificate', admit(keys), (request, response) => {
    sealed.push(JSON.stringify(request.body));
    response.json({});
  });
  router.post('/signatures', admit(signatures), async (request, response) => {
    response.json(await answer(vault.signatureRequest.parse(request.body).signedAttributes));
  });
  router.post('/seals', admit(seals), async (request, response) => {
    response.json(await answer(vault.sealRequest.parse(request.body).signedAttributes));
  });
  return router;
}

function trustRoutes(): Router {
  const router = Router();
  const purpose = trust.trustPurposes.certificates;
  const admit = requireServiceToken(house.contextOf('trust'), { callers: ['signing'], purpose });
  router.post('/certificates', admit, express.json(), (request, response) => {
    expect(request.body).toMatchObject({ profile: 'organisation-seal', issuer: 'segl' });
    response.status(201).json({
      serialNumber: '1',
      certificates: [sealer.certificate, ...sealer.chain].map(base64),
      notBefore: '2026-01-01T00:00:00Z',
      notAfter: '2028-01-01T00:00:00Z',
    });
  });
  return router;
}

function bankRoutes(): Router {
  const router = Router();
  router.get('/demo/people', (_request, response) => {
    const person = (
      who: typeof kari,
      bankIdState: 'active' | 'suspended',
    ): bankid.DemoPeople['people'][number] => ({
      sub: who.sub,
      name: `${who.givenName} ${who.familyName}`,
      birthDate: who.birthDate,
      nationalId: '',
      email: `${who.givenName.split(' ')[0]?.toLowerCase()}@example.test`,
      bank: { name: 'Fjordbanken', phone: '+47 00 00 00 00' },
      bankIdState,
      password: null,
      codeUnit: {
        serialNumber: '1',
        kind: 'time',
        code: '000000',
        nextCodes: [],
        used: false,
        secondsLeft: 10,
        periodSeconds: 30,
      },
      codeCard: null,
      note: null,
    });
    response.json({ people: [person(ola, 'suspended'), person(kari, 'active')] });
  });
  return router;
}

function registryRoutes(): Router {
  const router = Router();
  const form = { kode: 'AS', beskrivelse: 'Aksjeselskap' };
  router.get('/enhetsregisteret/api/enheter/:number', (request, response) => {
    // The register is open: no token of ours goes there, since an operator may set the real one's address.
    expect(request.get('authorization')).toBeUndefined();
    const organisasjonsnummer = request.params['number'];
    if (organisasjonsnummer === '974760673') {
      response.json({ organisasjonsnummer, navn: 'REGISTERENHETEN', organisasjonsform: form });
    } else if (organisasjonsnummer === '923609016') {
      response.json({
        organisasjonsnummer,
        navn: 'SLETTET AS',
        organisasjonsform: form,
        slettedato: '2020-01-01',
      });
    } else {
      response.status(404).json({});
    }
  });
  return router;
}

describe('the vault as a remote signer (step 7)', () => {
  const attributes = Buffer.from('attributes');
  const request = {
    activation: activation({}),
    documentSha256: 'a'.repeat(64),
    signedAttributes: new Uint8Array(attributes),
    purpose: 'first',
  } as const;
  const signer = () => new VaultRemoteSigner(createServiceClient(house.context, 'vault'), house.clock);

  function activation(claims: object): string {
    const payload = {
      iss: 'b',
      sub: 's',
      aud: 'v',
      iat: 0,
      exp: 4_000_000_000,
      jti: 'j',
      client_id: 'c',
      credential_id: 'enabled',
      authorization_details: [
        {
          type: 'segl_signature',
          documents: [{ label: 'x', sha256: 'a'.repeat(64) }],
          consentSha256: 'b'.repeat(64),
          reference: 'r',
          caller: 'c',
        },
      ],
      ...claims,
    };
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    return `${part({ alg: 'ES256' })}.${part(payload)}.c2ln`;
  }

  it('gives certificate and signature', async () => {
    const { certificate } = await signer().credentialFor(request.activation);
    expect(Buffer.compare(certificate, sealer.certificate)).toBe(0);
    const made = await signer().sign(request);
    expect(made.signatureAlgorithm).toBe('ECDSA');
    expect(made.chain).toHaveLength(1);
  });

  it('is not believed when its signature does not hold', async () => {
    vaultAnswers.spoil = true;
    await expect(signer().sign(request)).rejects.toMatchObject({
      name: 'RemoteSignerError',
      code: 'refused',
    });
    vaultAnswers.spoil = false;
  });

  it.each([
    ['vault.activation-expired', 'proof-too-old'],
    ['vault.activation-used', 'refused'],
    ['vault.attributes-mismatch', 'refused'],
    ['vault.credential-disabled', 'refused'],
    ['platform.internal', 'unavailable'],
    ['platform.rate-limited', 'unavailable'],
  ] as const)('that answers %s is told as %s', async (refuse, code) => {
    vaultAnswers.refuse = refuse;
    await expect(signer().sign(request)).rejects.toMatchObject({ code });
    vaultAnswers.refuse = undefined;
  });

  it('that cannot be reached is unavailable', async () => {
    const urls = { ...house.context.urls, vault: 'http://127.0.0.1:9/vault' };
    const away = new VaultRemoteSigner(createServiceClient({ ...house.context, urls }, 'vault'), house.clock);
    await expect(away.sign(request)).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('is not asked with an activation that has run out, is none, or names a disabled key', async () => {
    const codeFor = async (text: string) =>
      signer()
        .credentialFor(text)
        .then(
          () => 'fine',
          (error: unknown) => (error instanceof RemoteSignerError ? error.code : 'other'),
        );
    expect(await codeFor(activation({ exp: 1 }))).toBe('proof-too-old');
    expect(await codeFor('no token')).toBe('refused');
    expect(await codeFor(activation({ credential_id: 'disabled' }))).toBe('refused');
  });
});

describe('the receipt', () => {
  it('is one page, sealed by the organisation, made once for a language', async () => {
    const { token } = await house.openOrder({}, sender);
    const signer = await house.loggedIn(kari);
    await sign(house, signer, token);
    const signpdf = vi.spyOn(SignPdf.prototype, 'sign');
    const receipt = await signer.get(signing.receipt, `/signing/api/invitations/${token}/receipt`);
    const path = `/signing/api/documents/${receipt.documentId}/receipt.pdf`;
    const first = new Uint8Array(await (await signer.request(path)).arrayBuffer());
    const report = inspectDocument(first);
    expect(report.pageCount).toBe(1);
    expect(report.title).toBe('Kvittering for signering: Avtale om båtplass');
    expect(report.signatureFields).toMatchObject([
      { name: 'Segl', signed: true, signature: { subFilter: 'ETSI.CAdES.detached' } },
    ]);
    // signpdf put the seal there (it takes none but its own kind of signer), and what it gave back is handed out.
    expect(signpdf).toHaveBeenCalledTimes(1);
    expect(Buffer.compare((await signpdf.mock.results[0]?.value) as Buffer, first)).toBe(0);
    // Our signer made it: CAdES with a time-stamp, over the whole file, by the certificate that trust gave us.
    const { signatures } = await verifyDocument(first, { trustAnchors: [house.pki.root] });
    expect(signatures).toMatchObject([
      {
        field: 'Segl',
        level: 'B-T',
        intact: true,
        trusted: true,
        coverage: 'entire-file',
        signer: { name: 'Segl Seal', serialNumber: '9578-5999-4-5555555' },
      },
    ]);
    const again = new Uint8Array(await (await signer.request(path)).arrayBuffer());
    expect(Buffer.compare(first, again)).toBe(0);
    expect(signpdf).toHaveBeenCalledTimes(1);
    signpdf.mockRestore();
    const english = inspectDocument(
      new Uint8Array(await (await signer.request(`${path}?language=en`)).arrayBuffer()),
    );
    expect(english.title).toBe('Receipt for a signature: Avtale om båtplass');
    expect(sealed.length).toBeGreaterThanOrEqual(1);
    const stranger = await house.loggedIn({ ...kari, sub: '9578-5999-4-4444444' });
    expect(await codeOf(stranger.request(path))).toBe('404 signing.document-not-found');
  });
});

describe('a demo order', () => {
  it('goes from an invented company to the first person with an active BankID', async () => {
    const order = await house
      .browser()
      .send(signing.order, '/signing/api/demo/orders', { sample: 'loan-agreement', language: 'en' });
    expect(order).toMatchObject({
      title: 'Loan agreement',
      organisationName: 'Furuvik Sparebank (invented)',
    });
    expect(order.parties[0]?.name).toBe('Kari Lovise Fjellheim');
    await until(
      () => house.room.prisma.signOrder.findUniqueOrThrow({ where: { id: order.id } }),
      ({ state }) => state === 'open',
    );
  });
  it.each(
    upload.sampleDocument.options.flatMap((sample) => language.options.map((one) => [sample, one] as const)),
  )('of %s in %s is titled as the sample, and comes from the party it names', async (sample, one) => {
    const order = await house
      .browser()
      .send(signing.order, '/signing/api/demo/orders', { sample, language: one });
    const text = await readFile(new URL(`../../upload/samples/${sample}.${one}.md`, import.meta.url), 'utf8');
    expect(text.split('\n')[0]).toBe(`# ${order.title}`);
    expect(text).toContain(order.organisationName?.replace(/ \((?:oppdiktet|oppdikta|invented)\)$/, ''));
  });

  it('to somebody who is not there is refused', async () => {
    const request = { sample: 'bid-on-house', sub: 'nobody', language: 'nb' };
    expect(await codeOf(house.browser().post('/signing/api/demo/orders', request))).toBe(
      '404 platform.not-found',
    );
  });
});

describe('a company as sender', () => {
  const look = (number: string) => sender.request(`/signing/api/organisations/${number}`);
  it('is named by the register', async () => {
    expect(await (await look('974760673')).json()).toEqual({
      organisationNumber: '974760673',
      name: 'REGISTERENHETEN',
    });
  });
  it('is refused when its number does not hold, is unknown, or the company is gone', async () => {
    expect(await codeOf(look('974760674'))).toBe('400 registry.organisation-number-invalid');
    expect(await codeOf(look('999999999'))).toBe('404 registry.company-not-found');
    expect(await codeOf(look('923609016'))).toBe('404 registry.company-not-found');
  });
});

describe('mails', () => {
  const facts = {
    senderName: 'Ola',
    title: 'Avtale',
    deadlineAt: new Date('2026-12-06T22:59:59.999Z'),
    link: 'http://x/sign/t',
    documentsLink: 'http://x/documents',
  };
  it.each<[Language, string]>([
    ['nb', '6. desember 2026'],
    ['nn', '6. desember 2026'],
    ['en', '6 December 2026'],
  ])('in %s tell the deadline as Oslo reads it', (language, date) => {
    const { subject, text } = mailWords.invitation[language](facts);
    expect(text).toContain(date);
    expect(text).toContain('http://x/sign/t');
    expect(subject).toContain('Avtale');
  });
});
