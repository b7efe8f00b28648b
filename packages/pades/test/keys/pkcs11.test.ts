import { constants, privateEncrypt, sign as cryptoSign } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { PadesError } from '../../src/errors.js';
import { CK, type Pkcs11, type Pkcs11Attribute, type Pkcs11Mechanism } from '../../src/keys/pkcs11-module.js';
import { signerFromPkcs11, type Pkcs11SignerOptions } from '../../src/keys/pkcs11.js';
import { issue, makePki, type Party } from '../support/pki.js';
import { codeOfRejection } from '../support.js';

// Real tokens sign in e2e/interop (SoftHSM2); here stands a token that can be made to fail.

const pki = makePki();
const PIN = '730451';

class TokenFault extends Error {
  constructor(
    name: string,
    readonly code: number,
  ) {
    super(`${name}:${code}`);
  }
}

interface FakeObject {
  readonly attributes: ReadonlyMap<number, Buffer>;
  readonly party: Party;
}

interface FakeToken {
  readonly label: string;
  readonly serialNumber: string;
  readonly objects: readonly FakeObject[];
  readonly mechanisms: readonly number[];
  readonly flags: number;
}

const bytes = (value: Pkcs11Attribute['value']): Buffer =>
  typeof value === 'number'
    ? Buffer.from([value])
    : typeof value === 'string'
      ? Buffer.from(value)
      : Buffer.isBuffer(value)
        ? value
        : Buffer.from([Number(value)]);

function objectsOf(
  party: Party,
  label: string,
  id: number,
  more: Readonly<Record<number, number>> = {},
): FakeObject[] {
  const common: [number, Buffer][] = [
    [CK.CKA_LABEL, Buffer.from(label)],
    [CK.CKA_ID, Buffer.from([id])],
  ];
  const extra = Object.entries(more).map(([type, value]): [number, Buffer] => [
    Number(type),
    Buffer.from([value]),
  ]);
  return [
    {
      party,
      attributes: new Map([
        ...common,
        [CK.CKA_CLASS, bytes(CK.CKO_PRIVATE_KEY)],
        [CK.CKA_SIGN, Buffer.from([1])],
        ...extra,
      ]),
    },
    {
      party,
      attributes: new Map([
        ...common,
        [CK.CKA_CLASS, bytes(CK.CKO_CERTIFICATE)],
        [CK.CKA_CERTIFICATE_TYPE, bytes(CK.CKC_X_509)],
        [CK.CKA_VALUE, Buffer.from(party.certificate)],
      ]),
    },
  ];
}

/** A library in which the tokens are, and what was called. */
function makeLibrary(tokens: readonly FakeToken[], faults: Readonly<Record<string, TokenFault>> = {}) {
  const calls: string[] = [];
  const called = (name: string): void => {
    calls.push(name);
    const fault = faults[name];
    if (fault !== undefined) throw fault;
  };
  class PKCS11 implements Pkcs11 {
    private found: number[] = [];
    private request: { mechanism: Pkcs11Mechanism; object: FakeObject } | undefined;
    load(): void {
      called('load');
    }
    close(): void {
      called('close');
    }
    C_Initialize(): void {
      called('C_Initialize');
    }
    C_Finalize(): void {
      called('C_Finalize');
    }
    C_GetSlotList(): Buffer[] {
      return tokens.map((_, index) => Buffer.from([index]));
    }
    C_GetTokenInfo(slot: Buffer) {
      const { label, serialNumber, flags } = tokenAt(slot);
      return { label: label.padEnd(32), serialNumber: serialNumber.padEnd(16), flags };
    }
    C_GetMechanismList(slot: Buffer): number[] {
      return [...tokenAt(slot).mechanisms];
    }
    C_OpenSession(slot: Buffer): Buffer {
      called('C_OpenSession');
      return slot;
    }
    C_CloseSession(): void {
      this.request = undefined; // what a session was doing ends with it
      called('C_CloseSession');
    }
    C_Login(_: Buffer, user: number, pin?: string): void {
      called(user === CK.CKU_USER ? 'C_Login' : 'C_Login again');
      if (pin !== undefined && pin !== PIN) throw new TokenFault('CKR_PIN_INCORRECT', 0xa0);
    }
    C_FindObjectsInit(session: Buffer, template: Pkcs11Attribute[]): void {
      this.found = tokenAt(session)
        .objects.map((object, index) => ({ object, index }))
        .filter(({ object }) =>
          template.every(({ type, value }) => object.attributes.get(type)?.equals(bytes(value)) === true),
        )
        .map(({ index }) => index);
    }
    C_FindObjects(session: Buffer): Buffer[] {
      return this.found.map((index) => Buffer.from([...session, index]));
    }
    C_FindObjectsFinal(): void {
      this.found = [];
    }
    C_GetAttributeValue(_: Buffer, object: Buffer, template: Pkcs11Attribute[]) {
      return template.map(({ type }) => {
        const value = objectAt(object).attributes.get(type);
        if (value === undefined) throw new TokenFault('CKR_ATTRIBUTE_TYPE_INVALID', 0x12);
        return { type, value };
      });
    }
    C_SignInit(_: Buffer, mechanism: Pkcs11Mechanism, key: Buffer): void {
      called(`C_SignInit ${mechanism.mechanism.toString(16)}`);
      if (this.request !== undefined) throw new TokenFault('CKR_OPERATION_ACTIVE', 0x90);
      this.request = { mechanism, object: objectAt(key) };
    }
    async C_SignAsync(_: Buffer, data: Buffer): Promise<Buffer> {
      const { mechanism, object } = this.request ?? {};
      await Promise.resolve(); // another signature could begin here
      this.request = undefined;
      called('C_Sign');
      return signIn(object?.party ?? missing(), mechanism?.mechanism ?? 0, data);
    }
    async C_GenerateKeyPairAsync(): Promise<never> {
      throw new TokenFault('CKR_SESSION_READ_ONLY', 0xb5);
    }
    C_DestroyObject(): void {
      throw new TokenFault('CKR_SESSION_READ_ONLY', 0xb5);
    }
  }
  const tokenAt = (handle: Buffer): FakeToken => tokens[handle[0] ?? 0] ?? missing();
  const objectAt = (handle: Buffer): FakeObject =>
    tokens[handle[0] ?? 0]?.objects[handle[1] ?? 0] ?? missing();
  return { calls, load: () => ({ PKCS11 }) };
}

function missing(): never {
  throw new TokenFault('CKR_OBJECT_HANDLE_INVALID', 0x82);
}

function signIn({ key }: Party, mechanism: number, data: Buffer): Buffer {
  if (mechanism === CK.CKM_RSA_PKCS)
    return privateEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, data);
  if (mechanism === CK.CKM_SHA256_RSA_PKCS) return cryptoSign('sha256', data, key);
  if (mechanism === CK.CKM_ECDSA_SHA256)
    return cryptoSign('sha256', data, { key, dsaEncoding: 'ieee-p1363' });
  if (mechanism === CK.CKM_EDDSA) return cryptoSign(null, data, key);
  throw new TokenFault('CKR_MECHANISM_INVALID', 0x70);
}

const rsa = issue({ name: 'Kari Nordmann', kind: 'rsa' }, pki.authority);
const ec = issue({ name: 'Ola Nordmann' }, pki.authority);
const LOGIN = CK.CKF_LOGIN_REQUIRED;
const token = (change: Partial<FakeToken> = {}): FakeToken => ({
  label: 'Card',
  serialNumber: '0042',
  objects: objectsOf(rsa, 'sign', 1),
  mechanisms: [CK.CKM_RSA_PKCS, CK.CKM_EDDSA],
  flags: LOGIN,
  ...change,
});
let counter = 0;
/** Libraries are shared in a process by their path, so each test has its own. */
const open = (
  library: Pick<ReturnType<typeof makeLibrary>, 'load'>,
  options: Partial<Pkcs11SignerOptions> = {},
) => signerFromPkcs11({ library: `/lib/${++counter}.so`, pin: PIN, load: library.load, ...options });

describe('signerFromPkcs11', () => {
  it('lets the token sign the digest made here, and closes what it opened', async () => {
    const library = makeLibrary([token()]);
    const signer = await open(library, { chain: [pki.authority.certificate] });
    expect(Buffer.from(signer.certificate)).toEqual(Buffer.from(rsa.certificate));
    expect(signer.chain.map((der) => Buffer.from(der))).toEqual([Buffer.from(pki.authority.certificate)]);
    await signer.sign(Buffer.from('attributes'));
    await signer.close();
    await signer.close();
    expect(library.calls).toEqual([
      ...['load', 'C_Initialize', 'C_OpenSession', 'C_Login', 'C_SignInit 1', 'C_Sign'],
      ...['C_CloseSession', 'C_Finalize', 'close'],
    ]);
    expect(await codeOfRejection(signer.sign(Buffer.from('more')))).toBe('key.pkcs11-failed');
  });

  it('lets the token hash where it signs no digests', async () => {
    const library = makeLibrary([token({ mechanisms: [CK.CKM_SHA256_RSA_PKCS] })]);
    await (await open(library)).sign(Buffer.from('attributes'));
    expect(library.calls).toContain('C_SignInit 40');
    const curve = makeLibrary([
      token({ objects: objectsOf(ec, 'sign', 1), mechanisms: [CK.CKM_ECDSA_SHA256] }),
    ]);
    const value = await (await open(curve)).sign(Buffer.from('attributes'));
    expect(value[0]).toBe(0x30); // DER, from r and s
  });

  it('signs one after the other, however many are asked for at once', async () => {
    const signer = await open(makeLibrary([token()]));
    const all = await Promise.all(['a', 'b', 'c'].map((text) => signer.sign(Buffer.from(text))));
    expect(all).toHaveLength(3);
  });

  it('enters the PIN again for keys that want it each time', async () => {
    const objects = objectsOf(rsa, 'sign', 1, { [CK.CKA_ALWAYS_AUTHENTICATE]: 1 });
    const library = makeLibrary([token({ objects })]);
    const signer = await open(library);
    await signer.sign(Buffer.from('a'));
    await signer.sign(Buffer.from('b'));
    expect(library.calls.filter((name) => name === 'C_Login again')).toHaveLength(2);
  });

  it('can sign after a wrong PIN for a key that wants it each time', async () => {
    const objects = objectsOf(rsa, 'sign', 1, { [CK.CKA_ALWAYS_AUTHENTICATE]: 1 });
    const library = makeLibrary([token({ objects })]);
    const entered = [PIN, 'wrong', PIN];
    const signer = await open(library, { pin: () => entered.shift() ?? '' });
    expect(await codeOfRejection(signer.sign(Buffer.from('a')))).toBe('key.pin-wrong');
    expect(library.calls.slice(-2)).toEqual(['C_OpenSession', 'C_CloseSession']);
    await expect(signer.sign(Buffer.from('b'))).resolves.toBeInstanceOf(Uint8Array);
  });

  it('lets go of the library when a session neither opens nor closes', async () => {
    const gone = new TokenFault('CKR_DEVICE_REMOVED', 0x32);
    const library = makeLibrary([token()], { C_CloseSession: gone });
    expect(await codeOfRejection(open(library, { pin: 'wrong' }))).toBe('key.pin-wrong');
    expect(library.calls.slice(-3)).toEqual(['C_CloseSession', 'C_Finalize', 'close']);
  });

  it('shares a library that is in use already, and leaves it initialised while somebody needs it', async () => {
    const library = makeLibrary([token()]);
    const path = { library: '/lib/shared.so' };
    const [one, two] = [await open(library, path), await open(library, path)];
    await one.close();
    await two.sign(Buffer.from('x'));
    expect(library.calls.filter((name) => name === 'C_Initialize')).toHaveLength(1);
    expect(library.calls).not.toContain('C_Finalize');
    await two.close();
    expect(library.calls).toContain('C_Finalize');
  });

  it('leaves a library that others initialised as it is', async () => {
    const library = makeLibrary([token()], {
      C_Initialize: new TokenFault('CKR_CRYPTOKI_ALREADY_INITIALIZED', 0x191),
    });
    await (await open(library)).close();
    expect(library.calls).not.toContain('C_Finalize');
  });

  it('chooses token and key by what is said of them', async () => {
    const other = token({ label: 'Other', serialNumber: '0043', objects: objectsOf(ec, 'sign', 2) });
    const two = { ...token(), objects: [...objectsOf(rsa, 'sign', 1), ...objectsOf(ec, 'log in', 2)] };
    const library = makeLibrary([two, other]);
    expect(await codeOfRejection(open(library))).toBe('key.ambiguous');
    const card = { label: 'Card' };
    expect(await codeOfRejection(open(library, { token: card }))).toBe('key.ambiguous');
    expect(await codeOfRejection(open(library, { token: card, key: { label: 'x' } }))).toBe('key.not-found');
    expect(await codeOfRejection(open(library, { token: { slot: 7 } }))).toBe('key.not-found');
    const byId = await open(library, { token: card, key: { id: '02' } });
    expect(Buffer.from(byId.certificate)).toEqual(Buffer.from(ec.certificate));
    const bySerial = await open(library, { token: { serialNumber: '0043' } });
    expect(Buffer.from(bySerial.certificate)).toEqual(Buffer.from(ec.certificate));
    await expect(open(library, { token: card, key: { id: 'no hex' } })).rejects.toThrow(TypeError);
  });

  it.each<[string, Readonly<Record<string, TokenFault>>, Partial<Pkcs11SignerOptions>, string]>([
    ['a wrong PIN', {}, { pin: '11111' }, 'key.pin-wrong'],
    ['a PIN that is locked', { C_Login: new TokenFault('CKR_PIN_LOCKED', 0xa4) }, {}, 'key.pin-locked'],
    [
      'a token that was pulled out',
      { C_OpenSession: new TokenFault('CKR_TOKEN_NOT_PRESENT', 0xe0) },
      {},
      'key.pkcs11-failed',
    ],
    ['a library that is none', { load: new TokenFault('no such file', 0) }, {}, 'key.pkcs11-unavailable'],
    ['a package that is another', {}, { load: () => ({ PKCS12: 1 }) }, 'key.pkcs11-unavailable'],
    [
      'a package that is not installed',
      {},
      { load: () => import('no-such-package-here' as string) },
      'key.pkcs11-unavailable',
    ],
  ])('refuses %s with a code, and leaves nothing open', async (_, faults, change, code) => {
    const library = makeLibrary([token()], faults);
    expect(await codeOfRejection(open(library, change))).toBe(code);
    const count = (name: string): number => library.calls.filter((call) => call === name).length;
    if (count('C_Initialize') > 0) expect(count('C_Finalize')).toBe(1);
  });

  it('wants a PIN where the token does, unless it has a keypad', async () => {
    const { load } = makeLibrary([token()]);
    const silent = { library: '/lib/silent.so', load };
    expect(await codeOfRejection(signerFromPkcs11(silent))).toBe('key.pin-wrong');
    const keypad = makeLibrary([token({ flags: LOGIN | CK.CKF_PROTECTED_AUTHENTICATION_PATH })]);
    await signerFromPkcs11({ library: '/lib/keypad.so', load: keypad.load });
    expect(keypad.calls).toContain('C_Login');
  });

  it('does not take a signature that does not verify', async () => {
    const wrong = { ...token(), objects: objectsOf(rsa, 'sign', 1) };
    const signer = await open(makeLibrary([wrong]), {
      certificate: issue({ name: 'Kari', kind: 'rsa' }).certificate,
    });
    expect(await codeOfRejection(signer.sign(Buffer.from('x')))).toBe('key.signature-wrong');
  });

  it('names the token’s own error, and never the PIN', async () => {
    const library = makeLibrary([token()], { C_Sign: new TokenFault('CKR_DEVICE_ERROR', 0x30) });
    const signer = await open(library);
    const failed: unknown = await signer.sign(Buffer.from('x')).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(PadesError);
    expect(String(failed)).toContain('CKR_DEVICE_ERROR');
    const refused: unknown = await open(makeLibrary([token()]), { pin: '55667788' }).catch((e: unknown) => e);
    expect(inspect(refused, { depth: 10 })).not.toContain('55667788');
  });
});
