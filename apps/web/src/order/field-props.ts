import type { FormErrors, OrderForm } from './order-form.js';

/** What each part of the form gets. */
export interface FieldProps {
  form: OrderForm;
  change: (changes: Partial<OrderForm>) => void;
  errors: FormErrors;
}
