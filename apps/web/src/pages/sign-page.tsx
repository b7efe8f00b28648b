import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, useParams, useSearchParams } from 'react-router';
import { useAttempt, useInvitation, useInvitationDocument } from '../api/use-invitation.js';
import { Loading } from '../components/loading.js';
import { Page } from '../components/page.js';
import { ProblemAlert } from '../components/problem-alert.js';
import { problemAsError } from '../api/api-error.js';
import { useLanguage } from '../i18n/use-language.js';
import { Reader } from '../viewer/reader.js';

/** The document to read, confirm and sign. Everything that is not "granted and open" belongs to the invitation's page. */
export function SignPage() {
  const { t } = useTranslation();
  const { link = '' } = useParams();
  const [query] = useSearchParams();
  const queries = useQueryClient();
  const language = useLanguage();
  const invitation = useInvitation(link);
  const readable =
    invitation.data?.access === 'granted' &&
    invitation.data.orderState === 'open' &&
    invitation.data.partyState !== 'signed';
  const document = useInvitationDocument(link, { language, when: readable ? 'granted' : 'later' });
  const attempt = useAttempt(link, query.get('attempt'));
  const attemptState = attempt.data?.state;
  useEffect(() => {
    // An attempt that succeeded after all: the invitation then says so.
    if (attemptState === 'committed') void queries.invalidateQueries({ queryKey: ['invitation', link] });
  }, [attemptState, link, queries]);

  if (invitation.data !== undefined && invitation.data.partyState === 'signed') {
    return <Navigate to={`/sign/${link}/receipt`} replace />;
  }
  if (invitation.data !== undefined && !readable) return <Navigate to={`/sign/${link}`} replace />;
  const error = invitation.error ?? document.error;
  if (error !== null) {
    return (
      <Page title={t('reader.title')} width="narrow">
        <ProblemAlert error={error} onRetry={() => void queries.invalidateQueries()} />
      </Page>
    );
  }
  if (invitation.data === undefined || document.data === undefined) {
    return (
      <Page title={t('reader.title')}>
        <Loading lines={8} />
      </Page>
    );
  }
  const failure = attempt.data?.failure ?? null;
  return (
    <Reader
      key={document.data.manifestSha256}
      invitation={invitation.data}
      document={document.data}
      earlierFailure={failure === null ? attempt.error : problemAsError(failure)}
    />
  );
}
