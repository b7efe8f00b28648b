import { z } from 'zod';
import * as bankid from '../bankid.js';
import * as app from '../bankid-app.js';
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
  {
    service: 'bankid',
    method: 'get',
    path: '/app/clock',
    summary: 'BankID app: the time that codes and signed requests go by',
    callers: ['anyone'],
    answer: { status: 200, body: app.appClock },
  },
  {
    service: 'bankid',
    method: 'post',
    path: '/app/activations',
    summary: 'BankID app: activate with a code of the code unit and the password; ends the app elsewhere',
    callers: ['anyone'],
    body: app.activationRequest,
    answer: { status: 201, body: app.activationAnswer },
  },
  {
    service: 'bankid',
    method: 'get',
    path: '/app/device',
    summary: 'BankID app: what this device is, and what waits for it',
    callers: ['device'],
    answer: { status: 200, body: app.appEvent },
  },
  {
    service: 'bankid',
    method: 'get',
    path: '/app/events',
    summary: 'BankID app: the same as server-sent events (`app`), as they change',
    callers: ['device'],
    answer: { status: 200, body: 'text/event-stream' },
  },
  {
    service: 'bankid',
    method: 'post',
    path: '/app/questions/{id}/approve',
    summary: 'BankID app: approve, signed by the key of the device',
    callers: ['device'],
    body: app.approveRequest,
    answer: { status: 204 },
  },
  {
    service: 'bankid',
    method: 'post',
    path: '/app/questions/{id}/refuse',
    summary: 'BankID app: say no',
    callers: ['device'],
    body: z.object({}),
    answer: { status: 204 },
  },
  {
    service: 'bankid',
    method: 'post',
    path: '/app/authenticator',
    summary: 'BankID app: let fingerprint, face or the lock of the screen unlock approvals',
    callers: ['device'],
    body: app.authenticatorRequest,
    answer: { status: 204 },
  },
  {
    service: 'bankid',
    method: 'post',
    path: '/app/end',
    summary: 'BankID app: end it on this device',
    callers: ['device'],
    body: z.object({}),
    answer: { status: 204 },
  },
];
