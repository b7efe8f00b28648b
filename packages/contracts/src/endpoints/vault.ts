import * as vault from '../vault.js';
import type { Endpoint } from './endpoint.js';

/** Endpoints of `vault`: keys and signatures. */
export const vaultEndpoints: readonly Endpoint[] = [
  {
    service: 'vault',
    method: 'post',
    path: '/keys',
    summary: 'Make a key',
    callers: ['service'],
    body: vault.createKeyRequest,
    answer: { status: 201, body: vault.createKeyAnswer },
  },
  {
    service: 'vault',
    method: 'get',
    path: '/keys/{credentialId}',
    summary: 'Facts about a key',
    callers: ['service'],
    answer: { status: 200, body: vault.credentialAnswer },
  },
  {
    service: 'vault',
    method: 'put',
    path: '/keys/{credentialId}/certificate',
    summary: 'Give a key its certificate',
    callers: ['service'],
    body: vault.putCertificateRequest,
    answer: { status: 200, body: vault.credentialAnswer },
  },
  {
    service: 'vault',
    method: 'post',
    path: '/keys/{credentialId}/disable',
    summary: 'Disable a key',
    callers: ['service'],
    answer: { status: 200, body: vault.credentialAnswer },
  },
  {
    service: 'vault',
    method: 'post',
    path: '/keys/{credentialId}/destroy',
    summary: 'Erase a private key for good',
    callers: ['service'],
    answer: { status: 200, body: vault.credentialAnswer },
  },
  {
    service: 'vault',
    method: 'post',
    path: '/signatures',
    summary: 'Sign attributes against a single-use activation',
    callers: ['service'],
    body: vault.signatureRequest,
    answer: { status: 200, body: vault.signatureAnswer },
  },
  {
    service: 'vault',
    method: 'post',
    path: '/seals',
    summary: "The organisation's seal",
    callers: ['service'],
    body: vault.sealRequest,
    answer: { status: 200, body: vault.signatureAnswer },
  },
];
