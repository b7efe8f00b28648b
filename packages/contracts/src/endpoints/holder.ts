import { z } from 'zod';
import * as holder from '../holder.js';
import type { Endpoint } from './endpoint.js';

/** Endpoints of `bankid` for holders who are logged in, and what anybody may know of the banks. */
export const holderEndpoints: readonly Endpoint[] = [
  {
    service: 'bankid',
    method: 'get',
    path: '/banks',
    summary: 'The banks: telephone numbers, age limits, apps',
    callers: ['anyone'],
    answer: { status: 200, body: holder.bankList },
  },
  {
    service: 'bankid',
    method: 'get',
    path: '/holder/bankids',
    summary: 'My BankIDs',
    callers: ['ticket'],
    answer: { status: 200, body: holder.heldBankIds },
  },
  {
    service: 'bankid',
    method: 'get',
    path: '/holder/history',
    summary: 'Log-ins, signings and changes of my BankIDs',
    callers: ['ticket'],
    query: holder.historyQuery,
    answer: { status: 200, body: holder.history },
  },
  {
    service: 'bankid',
    method: 'get',
    path: '/holder/uses/{id}',
    summary: 'One log-in or signing, and the BankID it was made with',
    callers: ['ticket'],
    answer: { status: 200, body: holder.useWithBankId },
  },
  {
    service: 'bankid',
    method: 'post',
    path: '/holder/uses/{id}/denial',
    summary: 'This was not me',
    callers: ['ticket'],
    body: z.object({}),
    answer: { status: 200, body: holder.useWithBankId },
  },
  {
    service: 'bankid',
    method: 'post',
    path: '/holder/bankids/{id}/block',
    summary: 'Block my BankID now, for good',
    callers: ['ticket'],
    body: z.object({}),
    answer: { status: 200, body: holder.heldBankId },
  },
  {
    service: 'signing',
    method: 'post',
    path: '/api/bankid-tickets',
    summary: 'A ticket for my own BankID pages',
    callers: ['session'],
    body: z.object({}),
    answer: { status: 201, body: holder.holderTicket },
  },
];
