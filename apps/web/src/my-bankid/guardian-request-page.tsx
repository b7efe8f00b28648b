import { Alert, Button, Heading, Paragraph } from '@digdir/designsystemet-react';
import { holder, type signing } from '@segl/contracts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { asApiError } from '../api/api-error.js';
import { loginUrl } from '../api/endpoints.js';
import { useMe } from '../api/use-me.js';
import { Facts } from '../components/facts.js';
import { Loading } from '../components/loading.js';
import { LoginPrompt } from '../components/login-prompt.js';
import { Page } from '../components/page.js';
import { ProblemAlert } from '../components/problem-alert.js';
import { useLanguage } from '../i18n/use-language.js';
import { formatDate, formatDateTime } from '../lib/format.js';
import { BankPhone } from './bank-phone.js';
import { useGuardianAnswer, useGuardianRequest } from './use-guardian.js';

type Person = NonNullable<signing.Me['person']>;

/** A guardian reads who is to have a BankID, from which bank and what it means, and says yes or no. */
export function GuardianRequestPage() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const me = useMe();
  return (
    <Page title={t('guardian.title')} lead={t('guardian.lead')} width="narrow">
      {me.isPending && <Loading />}
      {me.isError && <ProblemAlert error={me.error} onRetry={() => void me.refetch()} />}
      {me.data?.person === null && (
        <LoginPrompt
          title={t('guardian.login.title')}
          why={t('guardian.login.why')}
          returnTo={`/my-bankid/requests/${id}`}
        />
      )}
      {me.data !== undefined && me.data.person !== null && <Request id={id} person={me.data.person} />}
    </Page>
  );
}

function Request({ id, person }: { id: string; person: Person }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const found = useGuardianRequest(id);
  if (found.isPending) return <Loading />;
  if (found.isError) return <ProblemAlert error={found.error} onRetry={() => void found.refetch()} />;
  const request = found.data;
  const { child, bank, state } = request;
  return (
    <div className="stack">
      <Facts
        facts={[
          [t('guardian.child'), child.name],
          [
            t('guardian.birthDate'),
            t('guardian.age', { date: formatDate(language, child.birthDate), count: child.age }),
          ],
          [t('guardian.bank'), bank.name],
          [t('banks.phone'), <BankPhone key="phone" phone={bank.phone} />],
          [t('guardian.asked'), formatDateTime(language, request.createdAt)],
          [
            t('guardian.answerBy'),
            state === 'awaiting-guardian' ? formatDateTime(language, request.expiresAt) : null,
          ],
        ]}
      />
      {state === 'awaiting-guardian' ? (
        <Answer request={request} person={person} />
      ) : (
        <Outcome request={request} />
      )}
      <Paragraph>
        <Link to="/my-bankid">{t('guardian.back')}</Link>
      </Paragraph>
    </div>
  );
}

const isFresh = ({ provenAt }: Person): boolean =>
  provenAt !== undefined && Date.now() - Date.parse(provenAt) < holder.answerWithinSeconds * 1000;

function Answer({ request, person }: { request: holder.GuardianRequest; person: Person }) {
  const { t } = useTranslation();
  const answer = useGuardianAnswer(request.id);
  const [isAsked, setIsAsked] = useState(false);
  const { child, bank } = request;
  // The clock here may be wrong; what counts is the bank's.
  const isStale = answer.isError && asApiError(answer.error).code === 'bankid.proof-too-old';
  return (
    <section aria-labelledby="what-it-means" className="stack">
      <Heading level={2} data-size="xs" id="what-it-means">
        {t('guardian.means.title')}
      </Heading>
      <ul>
        {(['can', 'alone', 'one', 'no'] as const).map((point) => (
          <li key={point}>{t(`guardian.means.${point}`, { child: child.name, bank: bank.name })}</li>
        ))}
      </ul>
      <Paragraph>{t('guardian.as', { name: person.name })}</Paragraph>
      {answer.isError && <ProblemAlert error={answer.error} />}
      {isStale || !isFresh(person) ? (
        <>
          <Paragraph>{t('guardian.again.why')}</Paragraph>
          <div>
            <Button asChild>
              <a href={loginUrl(`/my-bankid/requests/${request.id}`)}>{t('guardian.again.button')}</a>
            </Button>
          </div>
        </>
      ) : isAsked ? (
        <>
          <Paragraph role="status">{t('guardian.refuse.sure', { child: child.name })}</Paragraph>
          <div className="buttons">
            <Button data-color="danger" loading={answer.isPending} onClick={() => answer.mutate('refuse')}>
              {t('guardian.refuse.yes')}
            </Button>
            <Button variant="tertiary" disabled={answer.isPending} onClick={() => setIsAsked(false)}>
              {t('guardian.refuse.back')}
            </Button>
          </div>
        </>
      ) : (
        <div className="buttons">
          <Button loading={answer.isPending} onClick={() => answer.mutate('approve')}>
            {t('guardian.approve', { child: child.name })}
          </Button>
          <Button variant="secondary" disabled={answer.isPending} onClick={() => setIsAsked(true)}>
            {t('guardian.refuse.button')}
          </Button>
        </div>
      )}
    </section>
  );
}

const colours = {
  approved: 'success',
  issued: 'success',
  refused: 'info',
  withdrawn: 'info',
  lapsed: 'warning',
} as const;

function Outcome({ request }: { request: holder.GuardianRequest }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { state, child, bank, answeredBy, answeredAt } = request;
  if (state === 'awaiting-guardian') return null;
  return (
    <Alert data-color={colours[state]} role="status">
      <Heading level={2} data-size="2xs">
        {t(`guardian.outcome.${state}.title`)}
      </Heading>
      <Paragraph>{t(`guardian.outcome.${state}.text`, { child: child.name, bank: bank.name })}</Paragraph>
      {answeredBy !== null && answeredAt !== null && (
        <Paragraph data-size="sm">
          {t('guardian.answered', { name: answeredBy, time: formatDateTime(language, answeredAt) })}
        </Paragraph>
      )}
    </Alert>
  );
}
