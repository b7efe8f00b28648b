import type { Express } from 'express';
import { bankIdPage, mayOrder } from '../pages/bankid.js';
import type { Person } from '../segl/bankid.js';
import { SeglError } from '../segl/call.js';
import type { Customer, CustomerAnswer } from '../segl/bankid-orders.js';
import type { Desk } from './desk.js';

/** BankID from this bank: for the customer, and by a parent for a child. */
export function addBankIdRoutes(app: Express, desk: Desk): void {
  const { orders, frame, forCustomer } = desk;

  const customerOf = async ({ sub }: Person): Promise<CustomerAnswer> => {
    const answer = await orders.findCustomer(sub);
    if (answer === undefined) throw new SeglError('ordering.customer-not-found', 404);
    return answer;
  };
  /** One of the children whom Segl names as this customer's; nobody else's. */
  const childOf = ({ children }: CustomerAnswer, id: unknown): Customer => {
    const child = children.find((one) => one.id === id);
    if (child === undefined) throw new SeglError('ordering.not-guardian', 403);
    return child;
  };

  app.get(
    '/bankid',
    forCustomer(async ({ request, response, person }) => {
      const answer = await customerOf(person);
      response.send(bankIdPage(frame(request, response), answer));
    }),
  );

  app.post(
    '/bankid/orders',
    forCustomer(async ({ response, session, person }) => {
      const { customer } = await customerOf(person);
      if (mayOrder(customer, 'self')) {
        await orders.place(customer);
        session.notice = { key: 'ordered' };
      }
      response.redirect(303, '/bankid');
    }),
  );

  app.post(
    '/bankid/children/:childId/orders',
    forCustomer(async ({ request, response, session, person }) => {
      const answer = await customerOf(person);
      const child = childOf(answer, request.params['childId']);
      if (mayOrder(child, 'parent')) {
        await orders.place(child, answer.customer);
        session.notice = { key: 'ordered' };
      }
      response.redirect(303, '/bankid');
    }),
  );

  const withdraw = async ({ order }: Customer): Promise<void> => {
    if (order !== null) await orders.withdraw(order.id);
  };
  app.post(
    '/bankid/orders/withdrawal',
    forCustomer(async ({ response, session, person }) => {
      await withdraw((await customerOf(person)).customer);
      session.notice = { key: 'withdrawn' };
      response.redirect(303, '/bankid');
    }),
  );
  app.post(
    '/bankid/children/:childId/orders/withdrawal',
    forCustomer(async ({ request, response, session, person }) => {
      await withdraw(childOf(await customerOf(person), request.params['childId']));
      session.notice = { key: 'withdrawn' };
      response.redirect(303, '/bankid');
    }),
  );
}
