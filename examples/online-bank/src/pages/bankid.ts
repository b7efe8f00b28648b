import { html, type Html } from '../html.js';
import type { Customer, CustomerAnswer } from '../segl/bankid-orders.js';
import { fill, textsOf, type Language } from '../texts/translate.js';
import { action, card, linkButton, page, type Frame } from './page.js';

/** BankID from this bank: the customer's own, and their children's. */
export function bankIdPage(frame: Frame, { customer, children }: CustomerAnswer): string {
  const t = textsOf(frame.language);
  const own = { heading: t.bankId.yours, customer, orderAt: '/bankid/orders', role: 'self' } as const;
  return page(
    frame,
    t.bankId.title,
    html`${part(frame.language, own)}
    ${children.map((child) =>
      part(frame.language, {
        heading: child.name,
        customer: child,
        orderAt: `/bankid/children/${child.id}/orders`,
        role: 'parent',
      }),
    )}
    ${linkButton('/', t.back, 'secondary')}`,
  );
}

interface Part {
  heading: string;
  customer: Customer;
  orderAt: string;
  role: 'self' | 'parent';
}

/** Whether the person who looks may order, as the bank's rules stand. */
export function mayOrder({ advice }: Customer, role: Part['role']): boolean {
  return role === 'self'
    ? advice === 'may-order' || advice === 'guardian-approves'
    : advice === 'parent-orders';
}

function part(language: Language, { heading, customer, orderAt, role }: Part): Html {
  const { bankId: t } = textsOf(language);
  const [unit] = customer.codeUnits;
  const canOrder = mayOrder(customer, role);
  return card(
    heading,
    html`<p>${adviceIn(language, customer, role)}</p>
      ${stateIn(language, customer)}
      ${
        canOrder
          ? html`<p>${unit === undefined ? t.unitSent : fill(t.unitInHand, { serial: unit.serialNumber })}</p>
              ${action(orderAt, fill(t.order, { name: customer.name }))}`
          : undefined
      }
      ${
        customer.advice === 'order-open' && customer.order !== null
          ? action(`${orderAt}/withdrawal`, t.withdraw, 'secondary')
          : undefined
      }`,
  );
}

function adviceIn(language: Language, { advice, ageLimit, missing }: Customer, role: Part['role']): string {
  const { bankId: t } = textsOf(language);
  if (advice === 'parent-orders' && role === 'self') return t.alone;
  const words = fill(t.advice[advice], { age: ageLimit });
  return advice === 'requirements-missing'
    ? `${words} ${missing.map((one) => t.missing[one]).join(', ')}`
    : words;
}

function stateIn(language: Language, { bankId, order }: Customer): Html | undefined {
  const { bankId: t } = textsOf(language);
  const states: Readonly<Record<string, string>> = t.state;
  if (bankId !== null) return html`<p>${states[bankId.state] ?? bankId.state}</p>`;
  return order === null ? undefined : html`<p>${t.orderState[order.state]}</p>`;
}
