import * as trust from '../trust.js';
import type { Endpoint } from './endpoint.js';

/** Endpoints of `trust`: certificates and anchors. */
export const trustEndpoints: readonly Endpoint[] = [
  {
    service: 'trust',
    method: 'post',
    path: '/certificates',
    summary: 'Issue a certificate',
    callers: ['service'],
    body: trust.certificateRequest,
    answer: { status: 201, body: trust.certificateAnswer },
  },
  {
    service: 'trust',
    method: 'post',
    path: '/certificates/{issuer}/{serial}/revocation',
    summary: 'Revoke a certificate',
    callers: ['service'],
    body: trust.revocationRequest,
    answer: { status: 204 },
  },
  {
    service: 'trust',
    method: 'get',
    path: '/anchors',
    summary: 'Trust anchors',
    callers: ['anyone'],
    answer: { status: 200, body: trust.trustAnchors },
  },
];
