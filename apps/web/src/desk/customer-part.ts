import type { desk } from '@segl/contracts';

/** What became of an act that was begun. */
export interface Begun {
  kind: desk.ActKind;
  state: 'proposed' | 'done';
}

/** What each part of a customer's page gets. */
export interface CustomerPartProps {
  customer: desk.Customer;
  officer: desk.Officer;
  /** An act was done, or proposed: said on top of the page. */
  onBegun: (begun: Begun) => void;
}

/** Whether this officer may begin acts on this customer. */
export function canAct({ customer, officer }: Pick<CustomerPartProps, 'customer' | 'officer'>): boolean {
  return officer.roles.includes('clerk') && !customer.ended && customer.diedOn === null;
}
