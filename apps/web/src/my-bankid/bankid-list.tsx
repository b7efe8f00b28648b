import { Paragraph, Tag } from '@digdir/designsystemet-react';
import { ShieldCheckmarkIcon } from '@navikt/aksel-icons';
import type { holder } from '@segl/contracts';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../components/empty-state.js';
import { Loading } from '../components/loading.js';
import { ProblemAlert } from '../components/problem-alert.js';
import { useLanguage } from '../i18n/use-language.js';
import { formatDate } from '../lib/format.js';
import { BankPhone } from './bank-phone.js';
import { useHeldBankIds } from './use-holder.js';

const colors = {
  ordered: 'info',
  active: 'success',
  suspended: 'warning',
  blocked: 'danger',
  expired: 'neutral',
} as const;

/** Every BankID of whoever is logged in: bank, number, state, and until when. */
export function BankIdList() {
  const { t } = useTranslation();
  const held = useHeldBankIds();
  if (held.isPending) return <Loading />;
  if (held.isError) return <ProblemAlert error={held.error} onRetry={() => void held.refetch()} />;
  const { bankIds } = held.data;
  if (bankIds.length === 0)
    return <EmptyState title={t('myBankid.none.title')} text={t('myBankid.none.text')} />;
  return (
    <ul className="rows">
      {bankIds.map((bankId) => (
        <BankIdRow key={bankId.id} bankId={bankId} />
      ))}
    </ul>
  );
}

function BankIdRow({ bankId }: { bankId: holder.HeldBankId }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { bank, state, suspension, endsAt, mobile } = bankId;
  const date = formatDate(language, endsAt);
  return (
    <li className="row">
      <ShieldCheckmarkIcon aria-hidden className="row__icon" />
      <div className="row__main">
        <span className="row__title">{t('myBankid.from', { bank: bank.name })}</span>
        <Paragraph data-size="sm" className="row__facts">
          {t(`myBankid.what.${state}`, { date })}
          {suspension !== null && ` ${t(`myBankid.suspension.${suspension}`)}`}
        </Paragraph>
        {mobile !== null && (
          <Paragraph data-size="sm" className="row__facts">
            {t('myBankid.mobile', {
              phone: mobile.phoneMasked,
              date: formatDate(language, mobile.phasedOutOn),
            })}
          </Paragraph>
        )}
        <Paragraph data-size="sm" className="row__facts">
          {t('banks.phone')} <BankPhone phone={bank.phone} />
        </Paragraph>
      </div>
      <Tag data-color={colors[state]}>{t(`myBankid.state.${state}`)}</Tag>
    </li>
  );
}
