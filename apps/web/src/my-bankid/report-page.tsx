import { Alert, Button, Heading, Paragraph } from '@digdir/designsystemet-react';
import type { holder } from '@segl/contracts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { loginUrl } from '../api/endpoints.js';
import { useMe } from '../api/use-me.js';
import { Facts } from '../components/facts.js';
import { Loading } from '../components/loading.js';
import { LoginPrompt } from '../components/login-prompt.js';
import { Page } from '../components/page.js';
import { ProblemAlert } from '../components/problem-alert.js';
import { useLanguage } from '../i18n/use-language.js';
import { formatDateTime } from '../lib/format.js';
import { BankPhone } from './bank-phone.js';
import { useUseWords } from './history-list.js';
import { LiabilityNote } from './liability-note.js';
import { useBlock, useUse } from './use-holder.js';

/** After "this was not me": what was noted, and what to do now. */
export function ReportPage() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const me = useMe();
  return (
    <Page title={t('notMe.title')} lead={t('notMe.lead')} width="narrow">
      {me.isPending && <Loading />}
      {me.isError && <ProblemAlert error={me.error} onRetry={() => void me.refetch()} />}
      {me.data?.person === null && (
        <LoginPrompt
          title={t('myBankid.login.title')}
          why={t('myBankid.login.why')}
          returnTo={`/my-bankid/uses/${id}`}
        />
      )}
      {me.data !== undefined && me.data.person !== null && <Report useId={id} />}
    </Page>
  );
}

function Report({ useId }: { useId: string }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const found = useUse(useId);
  const words = useUseWords();
  if (found.isPending) return <Loading />;
  if (found.isError) return <ProblemAlert error={found.error} onRetry={() => void found.refetch()} />;
  const { use, bankId } = found.data;
  const { title, facts, outcome } = words(use);
  return (
    <div className="stack">
      <Facts
        facts={[
          [t('notMe.what'), title],
          [t('notMe.when'), facts],
          [t('notMe.outcome'), outcome],
          [t('notMe.noted'), use.deniedAt === null ? null : formatDateTime(language, use.deniedAt)],
        ]}
      />
      <BlockNow bankId={bankId} />
      <section aria-labelledby="call-bank" className="stack">
        <Heading level={2} data-size="xs" id="call-bank">
          {t('notMe.call.title', { bank: bankId.bank.name })}
        </Heading>
        <Paragraph>
          {t('banks.phone')} <BankPhone phone={bankId.bank.phone} />
        </Paragraph>
        <Paragraph>{t('notMe.call.text')}</Paragraph>
      </section>
      {bankId.state === 'active' && (
        <section aria-labelledby="change-password" className="stack">
          <Heading level={2} data-size="xs" id="change-password">
            {t('notMe.password.title')}
          </Heading>
          <Paragraph>{t('notMe.password.text')}</Paragraph>
          <div>
            <Button asChild variant="secondary">
              <a href={loginUrl(`/my-bankid/uses/${useId}`)}>{t('notMe.password.button')}</a>
            </Button>
          </div>
        </section>
      )}
      <LiabilityNote />
      <Paragraph>
        <Link to="/my-bankid">{t('notMe.back')}</Link>
      </Paragraph>
    </div>
  );
}

/** Two presses: a block cannot be taken back. */
function BlockNow({ bankId }: { bankId: holder.HeldBankId }) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState(false);
  const block = useBlock();
  const bank = bankId.bank.name;
  if (bankId.state === 'blocked' || bankId.state === 'expired') {
    return (
      <Alert data-color="success" role="status">
        <Heading level={2} data-size="2xs">
          {t(`notMe.over.${bankId.state}`)}
        </Heading>
        <Paragraph>{t('notMe.over.text', { bank })}</Paragraph>
      </Alert>
    );
  }
  return (
    <section aria-labelledby="block-now" className="stack">
      <Heading level={2} data-size="xs" id="block-now">
        {t('notMe.block.title')}
      </Heading>
      <Paragraph>{t('notMe.block.text', { bank })}</Paragraph>
      {block.isError && <ProblemAlert error={block.error} />}
      {asked ? (
        <>
          <Paragraph role="status">{t('notMe.block.sure')}</Paragraph>
          <div className="buttons">
            <Button data-color="danger" loading={block.isPending} onClick={() => block.mutate(bankId.id)}>
              {t('notMe.block.yes')}
            </Button>
            <Button variant="tertiary" onClick={() => setAsked(false)}>
              {t('notMe.block.no')}
            </Button>
          </div>
        </>
      ) : (
        <div>
          <Button data-color="danger" onClick={() => setAsked(true)}>
            {t('notMe.block.button')}
          </Button>
        </div>
      )}
    </section>
  );
}
