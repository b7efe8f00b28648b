import { Heading } from '@digdir/designsystemet-react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../components/problem-alert.js';
import { Facts } from '../components/facts.js';
import { Loading } from '../components/loading.js';
import { BankPhone } from './bank-phone.js';
import { useBanks } from './use-holder.js';

/** Whom to call, where it is not known which bank the BankID is from. */
export function BankNumbers() {
  const { t } = useTranslation();
  const banks = useBanks();
  return (
    <section aria-labelledby="bank-numbers">
      <Heading level={2} data-size="xs" id="bank-numbers">
        {t('banks.numbers')}
      </Heading>
      {banks.isPending && <Loading />}
      {banks.isError && <ProblemAlert error={banks.error} onRetry={() => void banks.refetch()} />}
      {banks.isSuccess && (
        <Facts
          facts={banks.data.banks.map(({ name, phone }) => [name, <BankPhone key={name} phone={phone} />])}
        />
      )}
    </section>
  );
}
