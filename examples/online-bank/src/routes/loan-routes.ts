import type { Express, Request, Response } from 'express';
import { z } from 'zod';
import { paths } from '../config.js';
import { drawLoanAgreement } from '../loan-agreement.js';
import { amountLimits, loanFormPage, loanPage, yearsToChoose } from '../pages/loan.js';
import { SeglError } from '../segl/call.js';
import { textsOf } from '../texts/translate.js';
import type { Desk } from './desk.js';

const loanForm = z.object({
  amount: z
    .string()
    .transform((typed) => typed.replaceAll(/\s/g, ''))
    .pipe(z.string().regex(/^\d+$/))
    .transform(Number)
    .pipe(z.number().int().min(amountLimits.from).max(amountLimits.to)),
  years: z.coerce.number().pipe(z.union(yearsToChoose.map((years) => z.literal(years)))),
});
const typedForm = z.object({ amount: z.string().max(20) });
const daysToSign = 14;
const dayMilliseconds = 24 * 3600 * 1000;

/** A loan: its agreement goes to signing at Segl, and the customer comes back here. */
export function addLoanRoutes(app: Express, desk: Desk): void {
  const { signing, loans, frame, forCustomer } = desk;

  const showLoan = async (request: Request, response: Response, sub: string): Promise<void> => {
    const loan = loans.get(sub);
    if (loan === undefined) {
      response.send(loanFormPage(frame(request, response)));
      return;
    }
    // What the browser says of how it went counts for nothing: Segl is asked.
    const order = await signing.read(loan.orderId);
    response.send(loanPage(frame(request, response), { terms: loan.terms, order }));
  };
  for (const path of ['/loan', paths.loanReturn]) {
    app.get(
      path,
      forCustomer(({ request, response, person }) => showLoan(request, response, person.sub)),
    );
  }

  app.post(
    '/loan',
    forCustomer(async ({ request, response, person }) => {
      const terms = loanForm.safeParse(request.body);
      const shown = frame(request, response);
      if (!terms.success) {
        const typed = typedForm.safeParse(request.body);
        response.status(422).send(loanFormPage({ ...shown, path: '/loan' }, typed.data?.amount ?? ''));
        return;
      }
      const { language } = shown;
      const order = await signing.send({
        title: textsOf(language).loan.document.title,
        fileName: 'loan-agreement.pdf',
        pdf: await drawLoanAgreement(person, terms.data, language),
        signer: person,
        language,
        deadline: new Date(Date.now() + daysToSign * dayMilliseconds).toISOString().slice(0, 10),
      });
      loans.set(person.sub, { orderId: order.id, terms: terms.data });
      response.redirect(303, order.parties[0]?.link ?? '/loan');
    }),
  );

  app.post(
    '/loan/decline',
    forCustomer(async ({ response, person }) => {
      const loan = loans.get(person.sub);
      if (loan !== undefined) await signing.cancel(loan.orderId);
      response.redirect(303, '/loan');
    }),
  );

  app.post(
    '/loan/new',
    forCustomer(async ({ response, person }) => {
      const loan = loans.get(person.sub);
      const state = loan === undefined ? 'cancelled' : (await signing.read(loan.orderId)).state;
      // An agreement that waits is not forgotten.
      if (state !== 'open' && state !== 'preparing') loans.delete(person.sub);
      response.redirect(303, '/loan');
    }),
  );

  for (const name of ['signed.pdf', 'receipt.pdf'] as const) {
    app.get(
      `/loan/${name}`,
      forCustomer(async ({ response, person }) => {
        const loan = loans.get(person.sub);
        if (loan === undefined) throw new SeglError('signing.document-not-found', 404);
        const pdf = await signing.file(loan.orderId, name);
        response.attachment(`loan-${name}`).type('application/pdf').send(Buffer.from(pdf));
      }),
    );
  }
}
