import type { ComponentType } from 'react';
import { createBrowserRouter } from 'react-router';
import { ApiError } from './api/api-error.js';
import { ErrorPage } from './pages/error-page.js';
import { NotFoundPage } from './pages/not-found-page.js';
import { Shell } from './layout/shell.js';

/** A page that is fetched when it is first opened. @throws ApiError `web.offline` when it cannot be fetched */
function page(load: () => Promise<ComponentType>) {
  return {
    lazy: async () => {
      try {
        return { Component: await load() };
      } catch (cause) {
        throw new ApiError('web.offline', { cause });
      }
    },
  };
}

export const router = createBrowserRouter([
  {
    Component: Shell,
    ErrorBoundary: ErrorPage,
    HydrateFallback: () => null,
    children: [
      {
        // Above the pages: a route that is not fetched yet cannot show its own boundary.
        ErrorBoundary: ErrorPage,
        children: [
          { index: true, ...page(async () => (await import('./pages/home-page.js')).HomePage) },
          {
            path: 'sign/:link',
            ...page(async () => (await import('./pages/invitation-page.js')).InvitationPage),
          },
          {
            path: 'sign/:link/document',
            ...page(async () => (await import('./pages/sign-page.js')).SignPage),
          },
          {
            path: 'sign/:link/receipt',
            ...page(async () => (await import('./pages/receipt-page.js')).ReceiptPage),
          },
          {
            path: 'documents',
            ...page(async () => (await import('./pages/documents-page.js')).DocumentsPage),
          },
          {
            path: 'documents/:id',
            ...page(async () => (await import('./pages/document-page.js')).DocumentPage),
          },
          { path: 'desk', ...page(async () => (await import('./pages/desk-page.js')).DeskPage) },
          { path: 'desk/new', ...page(async () => (await import('./pages/new-order-page.js')).NewOrderPage) },
          { path: 'desk/orders/:id', ...page(async () => (await import('./pages/order-page.js')).OrderPage) },
          {
            path: 'bank-desk',
            ...page(async () => (await import('./desk/bank-desk-page.js')).BankDeskPage),
          },
          {
            path: 'bank-desk/customers/new',
            ...page(async () => (await import('./desk/new-customer-page.js')).NewCustomerPage),
          },
          {
            path: 'bank-desk/customers/:id',
            ...page(async () => (await import('./desk/customer-page.js')).CustomerPage),
          },
          {
            path: 'bank-desk/officers',
            ...page(async () => (await import('./desk/officers-page.js')).OfficersPage),
          },
          {
            path: 'bank-desk/campaigns',
            ...page(async () => (await import('./desk/campaigns-page.js')).CampaignsPage),
          },
          {
            path: 'bank-desk/log',
            ...page(async () => (await import('./desk/log-page.js')).LogPage),
          },
          {
            path: 'bank-desk/begin',
            ...page(async () => (await import('./desk/begin-page.js')).BeginPage),
          },
          { path: 'verify', ...page(async () => (await import('./pages/verify-page.js')).VerifyPage) },
          { path: 'help', ...page(async () => (await import('./pages/help-page.js')).HelpPage) },
          {
            path: 'help/errors',
            ...page(async () => (await import('./pages/error-codes-page.js')).ErrorCodesPage),
          },
          {
            path: 'test-bankid',
            ...page(async () => (await import('./my-bankid/test-page.js')).TestPage),
          },
          {
            path: 'my-bankid',
            ...page(async () => (await import('./my-bankid/my-bankid-page.js')).MyBankIdPage),
          },
          {
            path: 'my-bankid/uses/:id',
            ...page(async () => (await import('./my-bankid/report-page.js')).ReportPage),
          },
          {
            path: 'my-bankid/requests/:id',
            ...page(async () => (await import('./my-bankid/guardian-request-page.js')).GuardianRequestPage),
          },
          { path: 'banks', ...page(async () => (await import('./my-bankid/banks-page.js')).BanksPage) },
          { path: 'status', ...page(async () => (await import('./pages/status-page.js')).StatusPage) },
          { path: 'demo', ...page(async () => (await import('./pages/demo-page.js')).DemoPage) },
          {
            path: 'demo/mailbox',
            ...page(async () => (await import('./pages/mailbox-page.js')).MailboxPage),
          },
          { path: '*', Component: NotFoundPage },
        ],
      },
    ],
  },
]);
