import { Button, Field, Label, Paragraph, Select, Tag, Textfield } from '@digdir/designsystemet-react';
import { desk } from '@segl/contracts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { EmptyState } from '../components/empty-state.js';
import { Loading } from '../components/loading.js';
import { useLanguage } from '../i18n/use-language.js';
import { formatDateTime } from '../lib/format.js';
import { ActSubject } from './act-subject.js';
import { useActLog } from './bank-api.js';
import { DeskPage, DeskProblem } from './desk-page.js';

const colours = { proposed: 'info', done: 'success', rejected: 'danger', withdrawn: 'neutral' } as const;
type Filter = Record<'kind' | 'officer' | 'state' | 'from' | 'to', string>;
const everything: Filter = { kind: '', officer: '', state: '', from: '', to: '' };

/** The bank's own book: everything that officers have done, proposed and decided. */
export function LogPage() {
  const { t } = useTranslation();
  return (
    <DeskPage title={t('bankDesk.log.title')} lead={t('bankDesk.log.lead')}>
      {() => <Log />}
    </DeskPage>
  );
}

function Log() {
  const { t } = useTranslation();
  const [filter, setFilter] = useState(everything);
  const log = useActLog(queryOf(filter));
  const acts = log.data?.pages.flatMap((page) => page.acts) ?? [];
  return (
    <>
      <Filters filter={filter} officers={log.data?.pages[0]?.officers ?? []} onChange={setFilter} />
      {log.isPending && <Loading />}
      {log.isError && <DeskProblem error={log.error} onRetry={() => void log.refetch()} />}
      {log.data !== undefined && acts.length === 0 && (
        <EmptyState
          title={t('bankDesk.log.noneTitle')}
          text={t('bankDesk.log.noneText')}
          action={
            <Button variant="secondary" onClick={() => setFilter(everything)}>
              {t('bankDesk.log.showAll')}
            </Button>
          }
        />
      )}
      {acts.length > 0 && (
        <ul className="rows">
          {acts.map((act) => (
            <Entry key={act.id} act={act} />
          ))}
        </ul>
      )}
      {log.hasNextPage && (
        <div>
          <Button
            variant="secondary"
            loading={log.isFetchingNextPage}
            onClick={() => void log.fetchNextPage()}
          >
            {t('documents.more')}
          </Button>
        </div>
      )}
    </>
  );
}

function Filters({
  filter,
  officers,
  onChange,
}: {
  filter: Filter;
  officers: desk.ActLog['officers'];
  onChange: (filter: Filter) => void;
}) {
  const { t } = useTranslation();
  const choice = (name: 'kind' | 'officer' | 'state', options: readonly (readonly [string, string])[]) => (
    <Field>
      <Label>{t(`bankDesk.log.${name}`)}</Label>
      <Select
        value={filter[name]}
        onChange={(event) => onChange({ ...filter, [name]: event.currentTarget.value })}
      >
        <Select.Option value="">{t('bankDesk.log.all')}</Select.Option>
        {options.map(([value, words]) => (
          <Select.Option key={value} value={value}>
            {words}
          </Select.Option>
        ))}
      </Select>
    </Field>
  );
  const day = (name: 'from' | 'to') => (
    <Textfield
      type="date"
      label={t(`bankDesk.log.${name}`)}
      value={filter[name]}
      onChange={(event) => onChange({ ...filter, [name]: event.currentTarget.value })}
    />
  );
  return (
    <form
      role="search"
      aria-label={t('bankDesk.log.filter')}
      className="desk-filters"
      onSubmit={(event) => event.preventDefault()}
    >
      {choice(
        'kind',
        desk.actKind.options.map((kind) => [kind, t(`bankDesk.acts.${kind}`)]),
      )}
      {choice(
        'officer',
        officers.map(({ id, name }) => [id, name]),
      )}
      {choice(
        'state',
        desk.act.shape.state.options.map((state) => [state, t(`bankDesk.log.states.${state}`)]),
      )}
      {day('from')}
      {day('to')}
    </form>
  );
}

function Entry({ act }: { act: desk.Act }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { customer, proposedBy, decidedBy, state } = act;
  const by = { by: proposedBy.name, decidedBy: decidedBy?.name };
  const who = decidedBy === null || state === 'withdrawn' ? 'by' : state;
  return (
    <li className="row">
      <div className="row__main">
        <p className="row__title">{t(`bankDesk.acts.${act.kind}`)}</p>
        <Paragraph data-size="sm" className="row__facts">
          {customer !== null && (
            <>
              <Link to={`/bank-desk/customers/${customer.id}`}>{customer.name}</Link>.{' '}
            </>
          )}
          <ActSubject act={act} />
          {t(`bankDesk.history.${who}`, by)}. {formatDateTime(language, act.decidedAt ?? act.proposedAt)}
        </Paragraph>
      </div>
      <Tag data-color={colours[state]}>{t(`bankDesk.log.states.${state}`)}</Tag>
    </li>
  );
}

/** What is chosen, as it is asked for; unfinished dates are not. */
function queryOf(filter: Filter): Omit<desk.LogQuery, 'cursor'> {
  const chosen = Object.entries(filter).filter(([, value]) => value !== '');
  return desk.logQuery.omit({ cursor: true }).safeParse(Object.fromEntries(chosen)).data ?? {};
}
