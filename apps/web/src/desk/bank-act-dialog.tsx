import type { desk } from '@segl/contracts';
import { BeginDialog, type ActForm } from './act-dialog.js';
import { useBeginBankAct } from './bank-api.js';

/** A button for an act about the bank itself. */
export function BankActDialog(form: ActForm<desk.BeginBankAct>) {
  const begin = useBeginBankAct();
  return <BeginDialog {...form} begin={begin} />;
}
