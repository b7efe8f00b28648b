import { Button, Heading, Paragraph } from '@digdir/designsystemet-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useMe } from '../api/use-me.js';
import { Loading } from '../components/loading.js';
import { LoginPrompt } from '../components/login-prompt.js';
import { Page } from '../components/page.js';
import { ProblemAlert } from '../components/problem-alert.js';
import { BankIdList } from './bankid-list.js';
import { GuardianRequests } from './guardian-requests.js';
import { HistoryList } from './history-list.js';

/** The holder's own page: their BankIDs, and what these were used for. */
export function MyBankIdPage() {
  const { t } = useTranslation();
  const me = useMe();
  return (
    <Page
      title={t('myBankid.title')}
      lead={t('myBankid.lead')}
      action={
        <Button asChild variant="secondary">
          <Link to="/test-bankid">{t('testBankid.title')}</Link>
        </Button>
      }
    >
      {me.isPending && <Loading />}
      {me.isError && <ProblemAlert error={me.error} onRetry={() => void me.refetch()} />}
      {me.data?.person === null && (
        <LoginPrompt title={t('myBankid.login.title')} why={t('myBankid.login.why')} returnTo="/my-bankid" />
      )}
      {me.data !== undefined && me.data.person !== null && (
        <>
          <GuardianRequests />
          <section aria-labelledby="my-bankids">
            <Heading level={2} data-size="sm" id="my-bankids">
              {t('myBankid.heading')}
            </Heading>
            <BankIdList />
          </section>
          <section aria-labelledby="bankid-history">
            <Heading level={2} data-size="sm" id="bankid-history">
              {t('myBankid.history.heading')}
            </Heading>
            <Paragraph>{t('myBankid.history.text')}</Paragraph>
            <HistoryList />
          </section>
        </>
      )}
    </Page>
  );
}
