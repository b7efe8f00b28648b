import { constants, generateKeyPairSync, privateEncrypt, type KeyObject } from 'node:crypto';
import { p256 } from '@noble/curves/nist.js';

// Real tokens sign in e2e/interop (SoftHSM2). This one can be made to fail, and tells what was asked of it.

interface Attribute {
  type: number;
  value?: Buffer | number | boolean | string;
}

const CKA = { class: 0, id: 0x102, sensitive: 0x103, extractable: 0x162, modulusBits: 0x121 } as const;
const kinds = { publicKey: 2, privateKey: 3 } as const;
const publicAttributes = { modulus: 0x120, exponent: 0x122, point: 0x181 } as const;

class TokenFault extends Error {
  constructor(
    name: string,
    readonly code: number,
  ) {
    super(`${name}:${code}`);
  }
}

interface TokenObject {
  kind: number;
  id: string;
  attributes: readonly Attribute[];
  privateKey: KeyObject;
  publicKey: KeyObject;
}

/** A token and the package that reaches it, in place of `pkcs11js`. */
export interface FakeToken {
  load: () => unknown;
  /** `away`: pulled out; sessions that were open then are lost. `forgets`: sessions are lost once. `lies`: signs something else. */
  is: (state: 'there' | 'away' | 'forgets' | 'lies') => void;
  /** Runs when a signature is asked for, before it is made. */
  beforeSigning: (work: () => Promise<void>) => void;
  objects: () => { kind: 'public' | 'private'; id: string; sensitive: unknown; extractable: unknown }[];
  logins: () => number;
}

export function createFakeToken({ pin, serial = '4711' }: { pin: string; serial?: string }): FakeToken {
  let objects: TokenObject[] = [];
  let state: Parameters<FakeToken['is']>[0] = 'there';
  let generation = 0;
  let logins = 0;
  let beforeSigning: () => Promise<void> = async () => undefined;
  const requirePresent = (): void => {
    if (state === 'away') throw new TokenFault('CKR_TOKEN_NOT_PRESENT', 0xe0);
  };
  const requireSession = (session: Buffer): void => {
    requirePresent();
    if (session[0] !== generation) throw new TokenFault('CKR_SESSION_HANDLE_INVALID', 0xb3);
  };
  const objectOf = (handle: Buffer): TokenObject => {
    const found = objects[handle[0] ?? -1];
    if (found === undefined) throw new TokenFault('CKR_OBJECT_HANDLE_INVALID', 0x82);
    return found;
  };

  class PKCS11 {
    private found: Buffer[] = [];
    private signing: TokenObject | undefined;
    load(): void {}
    close(): void {}
    C_Initialize(): void {}
    C_Finalize(): void {}
    C_GetSlotList(): Buffer[] {
      return state === 'away' ? [] : [Buffer.from([0])];
    }
    C_GetTokenInfo() {
      return { label: 'Vault'.padEnd(32), serialNumber: serial.padEnd(16), flags: 0x4 };
    }
    C_GetMechanismList(): number[] {
      return [0x0, 0x1, 0x1040, 0x1041];
    }
    C_OpenSession(): Buffer {
      requirePresent();
      return Buffer.from([generation]);
    }
    C_CloseSession(session: Buffer): void {
      requireSession(session);
    }
    C_Login(_session: Buffer, _user: number, entered?: string): void {
      logins += 1;
      if (entered !== pin) throw new TokenFault('CKR_PIN_INCORRECT', 0xa0);
    }
    C_FindObjectsInit(session: Buffer, template: readonly Attribute[]): void {
      requireSession(session);
      const wanted = (type: number) => template.find((one) => one.type === type)?.value;
      this.found = objects.flatMap(({ kind, id }, index) =>
        kind === wanted(CKA.class) && id === hexOf(wanted(CKA.id)) ? [Buffer.from([index])] : [],
      );
    }
    C_FindObjects(): Buffer[] {
      return this.found;
    }
    C_FindObjectsFinal(): void {
      this.found = [];
    }
    C_GetAttributeValue(_session: Buffer, handle: Buffer, template: readonly Attribute[]) {
      const { publicKey } = objectOf(handle);
      const jwk = publicKey.export({ format: 'jwk' });
      const part = (text: string | undefined): Buffer => Buffer.from(text ?? '', 'base64url');
      const values = new Map<number, Buffer>([
        [publicAttributes.modulus, part(jwk.n)],
        [publicAttributes.exponent, part(jwk.e)],
        [publicAttributes.point, Buffer.concat([Buffer.from([4, 65, 4]), part(jwk.x), part(jwk.y)])],
      ]);
      return template.map(({ type }) => ({ type, value: values.get(type) ?? Buffer.alloc(0) }));
    }
    C_SignInit(session: Buffer, _mechanism: unknown, key: Buffer): void {
      requireSession(session);
      if (this.signing !== undefined) throw new TokenFault('CKR_OPERATION_ACTIVE', 0x90);
      this.signing = objectOf(key);
    }
    async C_SignAsync(_session: Buffer, data: Buffer): Promise<Buffer> {
      const { privateKey } = this.signing ?? objectOf(Buffer.from([255]));
      await beforeSigning();
      this.signing = undefined;
      requirePresent();
      const signed = state === 'lies' ? Buffer.alloc(data.length, 7) : data;
      if (privateKey.asymmetricKeyType === 'rsa') {
        return privateEncrypt({ key: privateKey, padding: constants.RSA_PKCS1_PADDING }, signed);
      }
      const scalar = Buffer.from(privateKey.export({ format: 'jwk' }).d ?? '', 'base64url');
      return Buffer.from(p256.sign(signed, scalar, { prehash: false, lowS: false, format: 'compact' }));
    }
    async C_GenerateKeyPairAsync(
      session: Buffer,
      { mechanism }: { mechanism: number },
      publicTemplate: readonly Attribute[],
      privateTemplate: readonly Attribute[],
    ) {
      requireSession(session);
      const bits = publicTemplate.find(({ type }) => type === CKA.modulusBits)?.value;
      const pair =
        mechanism === 0x1040
          ? generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
          : generateKeyPairSync('rsa', { modulusLength: Number(bits) });
      const add = (kind: number, attributes: readonly Attribute[]): Buffer => {
        const id = hexOf(attributes.find(({ type }) => type === CKA.id)?.value);
        objects.push({ kind, id, attributes, ...pair });
        return Buffer.from([objects.length - 1]);
      };
      return {
        publicKey: add(kinds.publicKey, publicTemplate),
        privateKey: add(kinds.privateKey, privateTemplate),
      };
    }
    C_DestroyObject(session: Buffer, handle: Buffer): void {
      requireSession(session);
      const gone = objectOf(handle);
      // Its place stays, so that other handles go on meaning what they did.
      objects = objects.map((one) => (one === gone ? { ...one, id: 'gone', kind: -1 } : one));
    }
  }
  return {
    load: () => ({ PKCS11 }),
    is(next) {
      if (next === 'away' || next === 'forgets') generation += 1;
      state = next;
    },
    beforeSigning(work) {
      beforeSigning = work;
    },
    objects: () =>
      objects
        .filter(({ kind }) => kind !== -1)
        .map(({ kind, id, attributes }) => ({
          kind: kind === kinds.privateKey ? 'private' : 'public',
          id,
          sensitive: attributes.find(({ type }) => type === CKA.sensitive)?.value,
          extractable: attributes.find(({ type }) => type === CKA.extractable)?.value,
        })),
    logins: () => logins,
  };
}

const hexOf = (value: Attribute['value']): string =>
  Buffer.isBuffer(value) ? value.toString('hex') : String(value);
