import { Paragraph, Table } from '@digdir/designsystemet-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Loading } from '../components/loading.js';
import { Page } from '../components/page.js';
import { ProblemAlert } from '../components/problem-alert.js';
import { unbroken } from '../lib/format.js';
import { useBanks } from './use-holder.js';

/** The banks that issue BankID: whom to call, from what age, and which app. */
export function BanksPage() {
  const { t } = useTranslation();
  const banks = useBanks();
  return (
    <Page title={t('banks.title')} lead={t('banks.lead')}>
      {banks.isPending && <Loading />}
      {banks.isError && <ProblemAlert error={banks.error} onRetry={() => void banks.refetch()} />}
      {banks.isSuccess && (
        <div className="table-scroll" role="region" aria-label={t('banks.title')} tabIndex={0}>
          <Table data-color="neutral" zebra>
            <Table.Head>
              <Table.Row>
                {(['bank', 'phone', 'age', 'app'] as const).map((column) => (
                  <Table.HeaderCell key={column}>{t(`banks.${column}`)}</Table.HeaderCell>
                ))}
              </Table.Row>
            </Table.Head>
            <Table.Body>
              {banks.data.banks.map((bank) => (
                <Table.Row key={bank.id}>
                  <Table.HeaderCell scope="row">{bank.name}</Table.HeaderCell>
                  <Table.Cell>{unbroken(bank.phone)}</Table.Cell>
                  <Table.Cell>{t('banks.years', { age: bank.ageLimit })}</Table.Cell>
                  <Table.Cell>
                    {bank.app === null
                      ? t('banks.noApp')
                      : bank.app.kind === 'bankid-app'
                        ? t('banks.bankidApp')
                        : bank.app.name}
                  </Table.Cell>
                </Table.Row>
              ))}
            </Table.Body>
          </Table>
        </div>
      )}
      <Paragraph>{t('banks.phoneNote')}</Paragraph>
      <Paragraph>
        <Link to="/help">{t('codes.back')}</Link>
      </Paragraph>
    </Page>
  );
}
