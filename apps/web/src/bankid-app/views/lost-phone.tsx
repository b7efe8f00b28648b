import type { bankidApp } from '@segl/contracts';
import { Paragraph } from '@digdir/designsystemet-react';
import { useTranslation } from 'react-i18next';
import { unbroken } from '../../lib/format.js';

/** The way back: the code unit, which stays as backup, or the bank. */
export function LostPhone({ bank }: { bank: bankidApp.AppDevice['bank'] | undefined }) {
  const { t } = useTranslation();
  return (
    <details className="bankid-app__more">
      <summary>{t('bankidApp.lost.title')}</summary>
      <div className="stack">
        <Paragraph>{t('bankidApp.lost.unit')}</Paragraph>
        <Paragraph>
          {bank === undefined
            ? t('bankidApp.lost.callAny')
            : t('bankidApp.lost.call', { bank: bank.name, phone: unbroken(bank.phone) })}
        </Paragraph>
      </div>
    </details>
  );
}
