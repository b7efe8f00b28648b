import { Button, Paragraph } from '@digdir/designsystemet-react';
import type { desk } from '@segl/contracts';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useLanguage } from '../i18n/use-language.js';
import { formatDateTime } from '../lib/format.js';
import { useDecideAct } from './desk-api.js';
import { ActSubject } from './act-subject.js';
import { DeskProblem } from './desk-page.js';

/** What officers have proposed, each with what this officer may decide about it. */
export function WaitingActs({ acts, officer }: { acts: readonly desk.Act[]; officer: desk.Officer }) {
  if (acts.length === 0) return null;
  return (
    <ul className="rows">
      {acts.map((act) => (
        <WaitingAct key={act.id} act={act} officer={officer} />
      ))}
    </ul>
  );
}

function WaitingAct({ act, officer }: { act: desk.Act; officer: desk.Officer }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const decide = useDecideAct();
  const isOwn = act.proposedBy.id === officer.id;
  const decisions = isOwn
    ? (['withdraw'] as const)
    : officer.roles.includes('approver')
      ? (['approve', 'reject'] as const)
      : [];
  const what = t(`bankDesk.acts.${act.kind}`);
  const whose = act.customer?.name ?? act.officer?.name ?? act.campaign?.reason ?? '';
  return (
    <li className="row">
      <div className="row__main">
        <p className="row__title">{what}</p>
        <Paragraph data-size="sm" className="row__facts">
          {act.customer !== null && (
            <>
              <Link to={`/bank-desk/customers/${act.customer.id}`}>{whose}</Link>.{' '}
            </>
          )}
          <ActSubject act={act} />
          {t('bankDesk.approvals.by', {
            name: act.proposedBy.name,
            time: formatDateTime(language, act.proposedAt),
          })}
        </Paragraph>
        {decisions.length === 0 && <Paragraph data-size="sm">{t('bankDesk.approvals.needsOther')}</Paragraph>}
        {decide.isError && <DeskProblem error={decide.error} />}
      </div>
      <div className="buttons">
        {decisions.map((decision) => (
          <Button
            key={decision}
            variant={decision === 'approve' ? 'primary' : 'secondary'}
            loading={decide.isPending && decide.variables.decision === decision}
            disabled={decide.isPending}
            aria-label={t(`bankDesk.approvals.${decision}What`, { what, name: whose })}
            onClick={() => decide.mutate({ id: act.id, decision })}
          >
            {t(`bankDesk.approvals.${decision}`)}
          </Button>
        ))}
      </div>
    </li>
  );
}
