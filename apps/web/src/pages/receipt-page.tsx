import { Alert, Button, Heading } from '@digdir/designsystemet-react';
import type { signing } from '@segl/contracts';
import { useTranslation } from 'react-i18next';
import { Link, useParams, useSearchParams } from 'react-router';
import { endpoints } from '../api/endpoints.js';
import { useAttempt, useReceipt } from '../api/use-invitation.js';
import { AttemptOutcome } from '../components/attempt-outcome.js';
import { Facts } from '../components/facts.js';
import { Loading } from '../components/loading.js';
import { LockedNote } from '../components/locked-note.js';
import { Page } from '../components/page.js';
import { ProblemAlert } from '../components/problem-alert.js';
import { ReturnLink } from '../components/return-link.js';
import { SaveCopy } from '../components/save-copy.js';
import { SealCard } from '../components/seal-card.js';
import { useLanguage } from '../i18n/use-language.js';
import { formatDateTime, formatHash } from '../lib/format.js';

/** After BankID: the signature is being made, it failed, or here is the receipt. */
export function ReceiptPage() {
  const { t } = useTranslation();
  const { link = '' } = useParams();
  const [query] = useSearchParams();
  const attempt = useAttempt(link, query.get('attempt'));
  const state = attempt.data?.state;
  const settled = query.get('attempt') === null || state === 'committed' || attempt.isError;
  const receipt = useReceipt(link, { when: settled ? 'signed' : 'later' });

  if (receipt.data !== undefined) return <Receipt link={link} receipt={receipt.data} />;
  if (attempt.data !== undefined && state !== 'committed') {
    return <AttemptOutcome link={link} attempt={attempt.data} />;
  }
  if (receipt.isError) {
    return (
      <Page title={t('receipt.notHere')} width="narrow">
        <ProblemAlert error={receipt.error} onRetry={() => void receipt.refetch()} />
        <Link to={`/sign/${link}`} className="back">
          {t('receipt.toInvitation')}
        </Link>
      </Page>
    );
  }
  return (
    <Page title={t('receipt.title')} width="narrow">
      <Loading />
    </Page>
  );
}

function Receipt({ link, receipt }: { link: string; receipt: signing.Receipt }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const whole = receipt.orderState === 'completed';
  return (
    <Page title={t('receipt.signedTitle')} lead={receipt.title} width="narrow">
      <SealCard
        name={receipt.signerName}
        bank={receipt.bank}
        time={formatDateTime(language, receipt.signedAt)}
      />
      {!whole && <Alert data-color="info">{t('receipt.awaited')}</Alert>}
      <div className="screen-only">
        <SaveCopy
          link={link}
          title={receipt.title}
          downloadUrl={receipt.downloadUrl}
          state={whole ? 'whole' : 'awaited'}
        />
        {receipt.locked && <LockedNote role="signer" />}
      </div>
      <section aria-labelledby="what-now">
        <Heading level={2} data-size="sm" id="what-now">
          {t('receipt.now.title')}
        </Heading>
        <ul className="plain-list">
          <li>{t(whole ? 'receipt.now.done' : 'receipt.now.waiting', { sender: receipt.senderName })}</li>
          <li>{t(receipt.saved ? 'receipt.now.saved' : 'receipt.now.documents')}</li>
          <li>{t('receipt.now.verify')}</li>
        </ul>
      </section>
      <div className="buttons screen-only">
        <ReturnLink returnUrl={receipt.returnUrl} asker={receipt.senderName} when="done" />
        <Button asChild variant="secondary">
          <Link to="/documents">{t('nav.documents')}</Link>
        </Button>
        <Button asChild variant="secondary">
          <Link to="/verify">{t('nav.verify')}</Link>
        </Button>
        <Button variant="tertiary" onClick={() => window.print()}>
          {t('receipt.print')}
        </Button>
      </div>
      <Facts
        facts={[
          [t('receipt.signer'), receipt.signerName],
          [t('receipt.bank'), receipt.bank],
          [t('receipt.when'), formatDateTime(language, receipt.signedAt)],
          [t('receipt.sender'), receipt.senderName],
          [
            t('receipt.hash'),
            <span key="hash" className="hash">
              {formatHash(receipt.sha256)}
            </span>,
          ],
        ]}
      />
      <p className="print-only">
        {t('receipt.printed', { url: `${window.location.origin}${endpoints.signedPdf(receipt.documentId)}` })}
      </p>
    </Page>
  );
}
