import { useTranslation } from 'react-i18next';
import { unbroken } from '../lib/format.js';

/** A bank's number; these are invented, and a call would reach nobody. */
export function BankPhone({ phone }: { phone: string }) {
  const { t } = useTranslation();
  return (
    <>
      {unbroken(phone)} ({t('banks.invented')})
    </>
  );
}
