import { randomUUID } from 'node:crypto';
import type { bankid } from '@segl/contracts';
import { bankid as contract } from '@segl/contracts';
import { generateKeyPair, SignJWT } from 'jose';
import {
  IdentityError,
  type IdentityAnswer,
  type IdentityProvider,
  type IdentityRequest,
  type PushedRequest,
} from '../../src/login/identity-provider.js';

/** A person at the fake bank. */
export interface BankPerson {
  sub: string;
  givenName: string;
  familyName: string;
  birthDate: string;
  nationalId?: string;
}

export const kari: BankPerson = {
  sub: '9578-5999-4-1000001',
  givenName: 'Kari Lovise',
  familyName: 'Fjellheim',
  birthDate: '1985-03-14',
};
export const ola: BankPerson = {
  sub: '9578-5999-4-1000002',
  givenName: 'Ola',
  familyName: 'Sender',
  birthDate: '1970-01-02',
};

/** How a proof differs from a good one. */
export interface ProofTweak {
  claims?: Partial<bankid.BankIdClaims>;
  activation?: Record<string, unknown>;
}

type Pushed = IdentityRequest & { detail?: bankid.SeglSignatureDetail };

/**
 * The bank behind the seam `IdentityProvider`: remembers what was pushed, and answers as the person that the test says is
 * sitting there. Codes can be exchanged once.
 */
export class FakeBank implements IdentityProvider {
  /** What was pushed, newest last. */
  readonly pushed: Pushed[] = [];
  /** Who is at the dialog, and how their answer comes out. */
  person: BankPerson = kari;
  tweak: ProofTweak = {};
  refusal: { code: IdentityError['code']; bankIdCode?: string } | undefined;
  exchanges = 0;
  private readonly codes = new Map<string, Pushed>();
  private readonly keys = generateKeyPair('ES256');

  constructor(
    private readonly urls: { bankid: string; vault: string },
    private readonly now: () => Date,
  ) {}

  pushLogin(request: IdentityRequest): Promise<PushedRequest> {
    return this.push(request);
  }
  pushSigning(request: IdentityRequest & { detail: bankid.SeglSignatureDetail }): Promise<PushedRequest> {
    return this.push(request);
  }
  answerLogin(query: URLSearchParams, pending: { state: string }): Promise<IdentityAnswer> {
    return this.answer(query, pending);
  }
  answerSigning(query: URLSearchParams, pending: { state: string }): Promise<IdentityAnswer> {
    return this.answer(query, pending);
  }

  private push(request: Pushed): Promise<PushedRequest> {
    this.pushed.push(request);
    const state = randomUUID();
    const code = randomUUID();
    this.codes.set(code, request);
    const redirectUrl = `${this.urls.bankid}/auth?code=${code}&state=${state}`;
    return Promise.resolve({ redirectUrl, state, nonce: randomUUID(), codeVerifier: randomUUID() });
  }

  private async answer(query: URLSearchParams, pending: { state: string }): Promise<IdentityAnswer> {
    if (this.refusal !== undefined) {
      throw new IdentityError(this.refusal.code, 'refused', this.refusal.bankIdCode);
    }
    const request = this.codes.get(query.get('code') ?? '');
    this.codes.delete(query.get('code') ?? '');
    if (request === undefined || query.get('state') !== pending.state) {
      throw new IdentityError('invalid', 'no such code', undefined);
    }
    this.exchanges += 1;
    return { claims: this.claimsOf(request), accessToken: await this.activate(request) };
  }

  private claimsOf(request: Pushed): bankid.BankIdClaims {
    const { sub, givenName, familyName, birthDate, nationalId } = this.person;
    return {
      sub,
      bankid_altsub: sub,
      name: `${givenName} ${familyName}`,
      given_name: givenName,
      family_name: familyName,
      birthdate: birthDate,
      acr: contract.acr,
      amr: ['bid', 'bid-otp', 'bid-pwd'],
      auth_time: Math.floor(this.now().getTime() / 1000),
      originator: 'CN=Fjordbanken,O=Segl test,C=NO;OriginatorId=9901;OriginatorName=Fjordbanken',
      originator_name: 'Fjordbanken',
      additionalCertInfo: {
        serialNumber: '01',
        certValidFrom: '2026-01-01T00:00:00Z',
        certValidTo: '2028-01-01T00:00:00Z',
        certQualified: false,
      },
      tid: randomUUID(),
      ...(request.nationalId === 'wanted' && nationalId !== undefined ? { nnin_altsub: nationalId } : {}),
      ...this.tweak.claims,
    };
  }

  private async activate({ detail }: Pushed): Promise<string> {
    const issuedAt = Math.floor(this.now().getTime() / 1000);
    const { privateKey } = await this.keys;
    return new SignJWT({
      iss: this.urls.bankid,
      sub: this.person.sub,
      aud: this.urls.vault,
      client_id: 'segl-signing',
      jti: randomUUID(),
      iat: issuedAt,
      exp: issuedAt + 300,
      credential_id: this.person.sub,
      authorization_details: detail === undefined ? [] : [detail],
      ...this.tweak.activation,
    })
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt' })
      .sign(privateKey);
  }
}
