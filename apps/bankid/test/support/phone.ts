import { createHash, generateKeyPairSync, sign, webcrypto, type KeyObject } from 'node:crypto';
import { bankidApp } from '@segl/contracts';
import { codeAt } from '../../src/proof/one-time-codes.js';
import type { DemoPerson, House } from './house.js';

/** A device with the BankID app, as far as the room can tell: keys of its own, signed requests. */
export interface Phone {
  /** Set once it is activated. */
  deviceId: string;
  /** Sends a signed request; `forge` changes what is sent after it was signed. */
  send(method: 'GET' | 'POST', path: string, body?: unknown, forge?: Forgery): Promise<Response>;
  activate(person: DemoPerson, typed?: Partial<bankidApp.ActivationRequest>): Promise<Response>;
  /** Everything that the app shows. */
  look(): Promise<bankidApp.AppEvent>;
  /** The code that it shows now. */
  code(): string;
  signOver(text: string): string;
  approve(question: bankidApp.ApprovalQuestion): Promise<Response>;
}

export interface Forgery {
  authorization?: string;
  body?: string;
}

const jwkOf = (key: KeyObject): bankidApp.PublicJwk =>
  bankidApp.publicJwk.parse(key.export({ format: 'jwk' }));

/** A phone that has made its keys. */
export function makePhone(house: House): Phone {
  const signing = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const agreement = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const base = `${house.test.context.urls.bankid}/app`;
  let secret: Uint8Array | undefined;
  const signOver = (text: string): string =>
    sign('sha256', Buffer.from(text), { key: signing.privateKey, dsaEncoding: 'ieee-p1363' }).toString(
      'base64url',
    );
  const phone: Phone = {
    deviceId: bankidApp.newDevice,
    signOver,
    send(method, path, body, forge = {}) {
      const text = body === undefined ? '' : JSON.stringify(body);
      const at = house.room.context.clock.now().toISOString();
      const bodySha256 = createHash('sha256').update(text).digest('hex');
      const { deviceId } = phone;
      const signature = signOver(bankidApp.requestStatement({ method, path, deviceId, at, bodySha256 }));
      return fetch(`${base}${path}`, {
        method,
        headers: {
          connection: 'close',
          origin: new URL(base).origin,
          'content-type': 'application/json',
          authorization: forge.authorization ?? `${bankidApp.deviceScheme} ${deviceId};${at};${signature}`,
        },
        ...(body === undefined ? {} : { body: forge.body ?? text }),
      });
    },
    async activate(person, typed = {}) {
      const response = await phone.send('POST', '/activations', {
        birthDate: person.birthDate,
        code: person.codeUnit.code,
        password: person.password,
        deviceName: 'Telefonen min',
        signingKey: jwkOf(signing.publicKey),
        agreementKey: jwkOf(agreement.publicKey),
        ...typed,
      });
      if (response.status !== 201) return response;
      const answer = bankidApp.activationAnswer.parse(await response.clone().json());
      phone.deviceId = answer.device.id;
      secret = await deriveSecret(agreement.privateKey, answer);
      return response;
    },
    async look() {
      return bankidApp.appEvent.parse(await (await phone.send('GET', '/device')).json());
    },
    code() {
      if (secret === undefined) throw new Error('not activated');
      return codeAt(secret, house.room.context.clock.now());
    },
    approve(question) {
      const signature = signOver(bankidApp.approvalStatement(phone.deviceId, question));
      return phone.send('POST', `/questions/${question.id}/approve`, { signature });
    },
  };
  return phone;
}

/** As a browser does it: WebCrypto's own ECDH and HKDF. */
async function deriveSecret(
  key: KeyObject,
  { device, agreementKey }: { device: { id: string }; agreementKey: bankidApp.PublicJwk },
): Promise<Uint8Array> {
  const { subtle } = webcrypto;
  const curve = { name: 'ECDH', namedCurve: 'P-256' };
  const ours = await subtle.importKey('jwk', key.export({ format: 'jwk' }), curve, false, ['deriveBits']);
  const theirs = await subtle.importKey('jwk', agreementKey, curve, false, []);
  const shared = await subtle.deriveBits({ name: 'ECDH', public: theirs }, ours, 256);
  const hkdf = await subtle.importKey('raw', shared, 'HKDF', false, ['deriveBits']);
  const bits = await subtle.deriveBits(
    {
      name: 'HKDF',
      hash: 'SHA-256',
      salt: new Uint8Array(),
      info: Buffer.from(bankidApp.codeSecretInfo(device.id)),
    },
    hkdf,
    160,
  );
  return new Uint8Array(bits);
}

/** The code of a problem answer. */
export async function problemCode(response: Response): Promise<string> {
  const { code } = (await response.json()) as { code: string };
  return code;
}
