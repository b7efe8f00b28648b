import { Button, Paragraph, Tag } from '@digdir/designsystemet-react';
import type { desk } from '@segl/contracts';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';
import { ApiError } from '../api/api-error.js';
import { Loading } from '../components/loading.js';
import { Page, type PageProps } from '../components/page.js';
import { ProblemAlert } from '../components/problem-alert.js';
import { useDeskLogOut, useOfficer } from './desk-api.js';
import { OfficerLogIn } from './officer-log-in.js';

/** A page of the bank's desk: asks for the officer's log-in first, and says on top who is at work, for which bank. */
export function DeskPage({
  children,
  ...page
}: Omit<PageProps, 'children'> & { children: (officer: desk.Officer) => ReactNode }) {
  const { t } = useTranslation();
  const officer = useOfficer();
  if (officer.data === undefined || officer.data === null) {
    return (
      <Page title={t('bankDesk.title')} lead={t('bankDesk.lead')} width="narrow">
        {officer.isPending && <Loading />}
        {officer.isError && <ProblemAlert error={officer.error} onRetry={() => void officer.refetch()} />}
        {officer.data === null && <OfficerLogIn />}
      </Page>
    );
  }
  return (
    <Page {...page}>
      <OnDuty officer={officer.data} />
      {children(officer.data)}
    </Page>
  );
}

function OnDuty({ officer }: { officer: desk.Officer }) {
  const { t } = useTranslation();
  const logOut = useDeskLogOut();
  return (
    <section className="on-duty" aria-label={t('bankDesk.onDuty')}>
      <Paragraph>
        <strong>{officer.bank.name}</strong>: {officer.name}
      </Paragraph>
      <ul className="on-duty__roles">
        {officer.roles.map((role) => (
          <li key={role}>
            <Tag data-color="neutral">{t(`bankDesk.roles.${role}`)}</Tag>
          </li>
        ))}
      </ul>
      <div className="buttons">
        <DeskLinks officer={officer} />
        <Button
          variant="tertiary"
          data-color="neutral"
          loading={logOut.isPending}
          onClick={() => logOut.mutate()}
        >
          {t('nav.logout')}
        </Button>
      </div>
      {logOut.isError && <ProblemAlert error={logOut.error} />}
    </section>
  );
}

/** The pages of the desk that this officer may open. */
function DeskLinks({ officer }: { officer: desk.Officer }) {
  const { t } = useTranslation();
  const pages = [
    ['/bank-desk', 'today'],
    ['/bank-desk/campaigns', 'campaigns.title'],
    // Who works at the desk is for those who answer for it.
    ...(officer.roles.some((role) => role !== 'clerk')
      ? ([['/bank-desk/officers', 'officers.title']] as const)
      : []),
    ['/bank-desk/log', 'log.title'],
  ] as const;
  return (
    <nav className="on-duty__pages" aria-label={t('bankDesk.pages')}>
      {pages.map(([path, name]) => (
        <NavLink key={path} to={path} end>
          {t(`bankDesk.${name}`)}
        </NavLink>
      ))}
    </nav>
  );
}

/** What went wrong at the desk; where the session is over, the log-in itself, so that nothing typed is lost. */
export function DeskProblem({ error, onRetry }: { error: unknown; onRetry?: (() => void) | undefined }) {
  const isOver = error instanceof ApiError && error.code === 'desk.login-required';
  return (
    <>
      <ProblemAlert error={error} onRetry={isOver ? undefined : onRetry} />
      {isOver && <OfficerLogIn />}
    </>
  );
}
