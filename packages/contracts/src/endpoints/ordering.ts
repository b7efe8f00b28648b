import { z } from 'zod';
import * as ordering from '../ordering.js';
import type { Endpoint } from './endpoint.js';

/** Endpoints of `bankid` for the banks' own online banks, server to server. */
export const orderingEndpoints: readonly Endpoint[] = [
  {
    service: 'bankid',
    method: 'post',
    path: '/ordering/customers',
    summary:
      'Online bank: find a customer of its own, and what ordering needs; no number stands in an address',
    callers: ['bank'],
    body: ordering.customerQuery,
    answer: { status: 200, body: ordering.customerAnswer },
  },
  {
    service: 'bankid',
    method: 'get',
    path: '/ordering/customers/{customerId}',
    summary: 'Online bank: a customer, and the children whose registered guardian the customer is',
    callers: ['bank'],
    answer: { status: 200, body: ordering.customerAnswer },
  },
  {
    service: 'bankid',
    method: 'post',
    path: '/ordering/customers/{customerId}/orders',
    summary: 'Online bank: order a BankID (200: an order is open already; 202: it is issued by itself)',
    callers: ['bank'],
    body: ordering.placeOrder,
    answer: { status: 201, body: ordering.order },
  },
  {
    service: 'bankid',
    method: 'get',
    path: '/ordering/orders/{orderId}',
    summary: 'Online bank: what became of an order',
    callers: ['bank'],
    answer: { status: 200, body: ordering.order },
  },
  {
    service: 'bankid',
    method: 'post',
    path: '/ordering/orders/{orderId}/withdrawal',
    summary: 'Online bank: withdraw an order that is not issued yet',
    callers: ['bank'],
    body: z.object({}),
    answer: { status: 200, body: ordering.order },
  },
];
