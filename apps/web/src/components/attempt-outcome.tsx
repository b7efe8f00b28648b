import { Button, Paragraph } from '@digdir/designsystemet-react';
import { signing } from '@segl/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { problemAsError } from '../api/api-error.js';
import { postJson } from '../api/client.js';
import { endpoints } from '../api/endpoints.js';
import { useInvitation } from '../api/use-invitation.js';
import { Page } from './page.js';
import { ProblemAlert } from './problem-alert.js';
import { ReturnLink } from './return-link.js';
import { SealMark } from './seal-mark.js';

export interface AttemptOutcomeProps {
  link: string;
  attempt: signing.SigningAttempt;
}

const running: readonly string[] = ['authorized', 'intent', 'signed'];

/** What has become of an attempt that has not (yet) led to a signature. */
export function AttemptOutcome({ link, attempt }: AttemptOutcomeProps) {
  return running.includes(attempt.state) ? (
    <Running link={link} attemptId={attempt.id} />
  ) : (
    <NotSigned link={link} failure={attempt.failure} />
  );
}

const patienceMilliseconds = 10_000;

function Running({ link, attemptId }: { link: string; attemptId: string }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), patienceMilliseconds);
    return () => clearTimeout(timer);
  }, []);
  const resume = useMutation({
    mutationFn: () => postJson(signing.signingAttempt, endpoints.resumeAttempt(link, attemptId), {}),
    onSuccess: (answer) => queries.setQueryData(['attempt', link, attemptId], answer),
  });
  return (
    <Page title={t('receipt.running.title')} width="narrow">
      <div className="running" role="status">
        <SealMark size={48} />
        <Paragraph>{t('receipt.running.text')}</Paragraph>
      </div>
      <Paragraph>{t('receipt.running.leave')}</Paragraph>
      {slow && (
        <div className="next-step">
          <Paragraph role="status">{t('receipt.running.slow')}</Paragraph>
          <Button variant="secondary" loading={resume.isPending} onClick={() => resume.mutate()}>
            {t('receipt.running.now')}
          </Button>
          {resume.isError && <ProblemAlert error={resume.error} />}
        </div>
      )}
    </Page>
  );
}

function NotSigned({ link, failure }: { link: string; failure: signing.SigningAttempt['failure'] }) {
  const { t } = useTranslation();
  const invitation = useInvitation(link).data;
  return (
    <Page title={t('receipt.notSigned.title')} width="narrow" lead={t('receipt.notSigned.lead')}>
      {failure !== null && <ProblemAlert error={problemAsError(failure)} />}
      <Paragraph>{t('receipt.notSigned.text')}</Paragraph>
      <div className="buttons">
        <Button asChild>
          <Link to={`/sign/${link}/document`}>{t('receipt.notSigned.again')}</Link>
        </Button>
        <Button asChild variant="secondary">
          <Link to="/help">{t('nav.help')}</Link>
        </Button>
        {invitation !== undefined && (
          <ReturnLink
            returnUrl={invitation.returnUrl}
            asker={invitation.organisationName ?? invitation.senderName}
            when="leave"
          />
        )}
      </div>
    </Page>
  );
}
