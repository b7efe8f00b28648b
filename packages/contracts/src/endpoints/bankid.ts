import * as bankid from '../bankid.js';
import type { Endpoint } from './endpoint.js';

/** Endpoints of `bankid`: what is beside OIDC. */
export const bankidEndpoints: readonly Endpoint[] = [
  {
    service: 'bankid',
    method: 'get',
    path: '/demo/people',
    summary: 'Demo: invented people and their code units',
    callers: ['anyone'],
    answer: { status: 200, body: bankid.demoPeople },
  },
];
