import { Alert, Button, Heading, Paragraph } from '@digdir/designsystemet-react';
import type { signing } from '@segl/contracts';
import { useMutation } from '@tanstack/react-query';
import type { z } from 'zod';
import { useTranslation } from 'react-i18next';
import { Link, Navigate, useParams, useSearchParams } from 'react-router';
import { loginUrl } from '../api/endpoints.js';
import { useAttempt, useInvitation } from '../api/use-invitation.js';
import { useLogout } from '../api/use-logout.js';
import { useMe } from '../api/use-me.js';
import { AttemptOutcome } from '../components/attempt-outcome.js';
import { Facts } from '../components/facts.js';
import { Loading } from '../components/loading.js';
import { Page } from '../components/page.js';
import { ProblemAlert } from '../components/problem-alert.js';
import { Progress } from '../components/progress.js';
import { ReturnLink } from '../components/return-link.js';
import { useLanguage } from '../i18n/use-language.js';
import { formatDateTime } from '../lib/format.js';

type Invitation = z.infer<typeof signing.invitation>;

/** Where an invitation's link leads: who asks, what, until when; then log in to read. */
export function InvitationPage() {
  const { t } = useTranslation();
  const { link = '' } = useParams();
  const [query] = useSearchParams();
  const invitation = useInvitation(link);
  // Back from BankID without a signature (yet): what became of the attempt comes first.
  const attempt = useAttempt(link, query.get('attempt'));
  if (attempt.data?.state === 'committed') return <Navigate to={`/sign/${link}/receipt`} replace />;
  if (attempt.data !== undefined) return <AttemptOutcome link={link} attempt={attempt.data} />;
  if (invitation.isPending || attempt.isLoading) {
    return (
      <Page title={t('invitation.loading')} width="narrow">
        <Loading />
      </Page>
    );
  }
  if (invitation.isError) {
    return (
      <Page title={t('invitation.notFound')} width="narrow">
        <ProblemAlert error={invitation.error} onRetry={() => void invitation.refetch()} />
      </Page>
    );
  }
  return <Landing invitation={invitation.data} />;
}

function Landing({ invitation }: { invitation: Invitation }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const asker = invitation.organisationName ?? invitation.senderName;
  return (
    <Page title={invitation.title} lead={t('invitation.lead', { asker })} width="narrow">
      {invitation.message !== null && <blockquote className="message">{invitation.message}</blockquote>}
      <Facts
        facts={[
          [t('invitation.from'), asker],
          [t('invitation.contact'), asker === invitation.senderName ? null : invitation.senderName],
          [t('invitation.deadline'), formatDateTime(language, invitation.deadlineAt)],
          [t('invitation.pages'), invitation.pageCount],
        ]}
      />
      <NextStep invitation={invitation} />
      <div className="buttons">
        <ReturnLink
          returnUrl={invitation.returnUrl}
          asker={asker}
          when={['preparing', 'open'].includes(invitation.orderState) ? 'leave' : 'done'}
        />
      </div>
    </Page>
  );
}

function NextStep({ invitation }: { invitation: Invitation }) {
  const { t } = useTranslation();
  const { linkToken, orderState, access } = invitation;
  if (orderState === 'expired' || orderState === 'cancelled' || orderState === 'failed') {
    const asker = invitation.organisationName ?? invitation.senderName;
    return (
      <Alert data-color={orderState === 'failed' ? 'danger' : 'warning'}>
        <Heading level={2} data-size="2xs">
          {t(`invitation.${orderState}.title`, { asker })}
        </Heading>
        <Paragraph>{t(`invitation.${orderState}.text`, { asker })}</Paragraph>
      </Alert>
    );
  }
  if (access === 'not-yours') return <NotYours link={linkToken} />;
  if (invitation.partyState === 'signed') {
    return (
      <Alert data-color="success">
        <Heading level={2} data-size="2xs">
          {t('invitation.signed.title')}
        </Heading>
        <Paragraph>{t('invitation.signed.text')}</Paragraph>
        <Button asChild data-color="accent">
          <Link to={`/sign/${linkToken}/receipt`}>{t('invitation.signed.button')}</Link>
        </Button>
      </Alert>
    );
  }
  if (orderState === 'completed' && access === 'login-required') {
    return (
      <div className="next-step">
        <Paragraph>{t('invitation.completed')}</Paragraph>
        <LoginButton link={linkToken} />
      </div>
    );
  }
  if (orderState === 'preparing') {
    return (
      <div className="next-step" role="status">
        <Progress
          label={t('invitation.preparing')}
          value={invitation.pagesRendered}
          max={invitation.pageCount ?? 0}
          text={
            invitation.pageCount === null
              ? t('invitation.preparingStart')
              : t('progress.pages', { done: invitation.pagesRendered, total: invitation.pageCount })
          }
        />
        <Paragraph>{t('invitation.preparingText')}</Paragraph>
      </div>
    );
  }
  return access === 'granted' ? (
    <div className="next-step">
      <Paragraph>{t('invitation.granted')}</Paragraph>
      <Button asChild data-size="lg">
        <Link to={`/sign/${linkToken}/document`}>{t('invitation.read')}</Link>
      </Button>
    </div>
  ) : (
    <div className="next-step">
      <Paragraph>{t('invitation.loginText')}</Paragraph>
      <LoginButton link={linkToken} />
    </div>
  );
}

function LoginButton({ link }: { link: string }) {
  const { t } = useTranslation();
  return (
    <Button asChild data-size="lg">
      <a href={loginUrl(`/sign/${link}/document`, link)}>{t('invitation.login')}</a>
    </Button>
  );
}

function NotYours({ link }: { link: string }) {
  const { t } = useTranslation();
  const me = useMe();
  const logout = useLogout();
  const change = useMutation({
    mutationFn: () => logout.mutateAsync(),
    onSuccess: () => window.location.assign(loginUrl(`/sign/${link}/document`, link)),
  });
  return (
    <Alert data-color="warning">
      <Heading level={2} data-size="2xs">
        {t('invitation.notYours.title')}
      </Heading>
      <Paragraph>{t('invitation.notYours.text', { name: me.data?.person?.name ?? '' })}</Paragraph>
      {change.isError && <ProblemAlert error={change.error} />}
      <Button data-color="accent" onClick={() => change.mutate()} loading={change.isPending}>
        {t('invitation.notYours.switch')}
      </Button>
    </Alert>
  );
}
