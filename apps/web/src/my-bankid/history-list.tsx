import { Button, Paragraph, Tag } from '@digdir/designsystemet-react';
import type { holder } from '@segl/contracts';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { EmptyState } from '../components/empty-state.js';
import { Loading } from '../components/loading.js';
import { ProblemAlert } from '../components/problem-alert.js';
import { useLanguage } from '../i18n/use-language.js';
import { formatDateTime } from '../lib/format.js';
import { useDenial, useHistory } from './use-holder.js';

/** What a BankID was used for and what was done to it; each use can be said not to be one's own. */
export function HistoryList() {
  const { t } = useTranslation();
  const history = useHistory();
  if (history.isPending) return <Loading />;
  if (history.isError) return <ProblemAlert error={history.error} onRetry={() => void history.refetch()} />;
  const entries = history.data.pages.flatMap((page) => page.entries);
  if (entries.length === 0)
    return <EmptyState title={t('myBankid.history.empty.title')} text={t('myBankid.history.empty.text')} />;
  return (
    <>
      <ul className="rows">
        {entries.map((entry) =>
          entry.type === 'use' ? (
            <UseRow key={entry.id} use={entry} />
          ) : (
            <ChangeRow key={entry.id} change={entry} />
          ),
        )}
      </ul>
      {history.hasNextPage && (
        <Button
          variant="secondary"
          loading={history.isFetchingNextPage}
          onClick={() => void history.fetchNextPage()}
        >
          {t('myBankid.history.more')}
        </Button>
      )}
    </>
  );
}

/** "Log-in at Segl, 22 November 2026 at 14:05" and how it went. */
export function useUseWords(): (use: holder.Use) => { title: string; facts: string; outcome: string } {
  const { t, i18n } = useTranslation();
  const language = useLanguage();
  const words = (key: string, values: Record<string, string> = {}) =>
    i18n.exists(key) ? t(key, values) : undefined;
  const deviceOf = ({ browser, platform }: holder.Use): string[] => {
    const known = [browser, platform].filter((name) => name !== null);
    return known.length === 0 ? [] : [known.map((name) => t(`myBankid.device.${name}`)).join(', ')];
  };
  return (use) => {
    return {
      title: words(`myBankid.use.${use.kind}`, { caller: use.caller }) ?? `${use.kind}, ${use.caller}`,
      facts: [
        formatDateTime(language, use.at),
        t('myBankid.from', { bank: use.bankName }),
        ...(use.method === null ? [] : [words(`myBankid.method.${use.method}`) ?? use.method]),
        ...deviceOf(use),
      ].join(' · '),
      outcome: words(`myBankid.outcome.${use.outcome}`) ?? use.outcome,
    };
  };
}

function UseRow({ use }: { use: holder.Use }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const navigate = useNavigate();
  const words = useUseWords()(use);
  const denial = useDenial();
  const page = `/my-bankid/uses/${use.id}`;
  return (
    <li className="row">
      <div className="row__main">
        <span className="row__title">{words.title}</span>
        <Paragraph data-size="sm" className="row__facts">
          {words.facts}
        </Paragraph>
        {use.documents.length > 0 && (
          <Paragraph data-size="sm" className="row__facts">
            {t('myBankid.documents', { titles: use.documents.join(', ') })}
          </Paragraph>
        )}
        {use.deniedAt !== null && (
          <Paragraph data-size="sm" className="row__facts">
            <Link to={page}>{t('myBankid.denied', { time: formatDateTime(language, use.deniedAt) })}</Link>
          </Paragraph>
        )}
        {denial.isError && <ProblemAlert error={denial.error} />}
      </div>
      <Tag data-color={use.outcome === 'ok' ? 'success' : 'warning'}>{words.outcome}</Tag>
      {use.deniedAt === null && (
        <Button
          variant="secondary"
          data-color="neutral"
          loading={denial.isPending}
          aria-label={`${t('myBankid.notMe')}: ${words.title}, ${words.facts}`}
          onClick={() => denial.mutate(use.id, { onSuccess: () => void navigate(page) })}
        >
          {t('myBankid.notMe')}
        </Button>
      )}
    </li>
  );
}

function ChangeRow({ change }: { change: Extract<holder.HistoryEntry, { type: 'change' }> }) {
  const { t, i18n } = useTranslation();
  const language = useLanguage();
  const key = `myBankid.change.${change.kind}`;
  return (
    <li className="row">
      <div className="row__main">
        <span className="row__title">
          {i18n.exists(key) ? t(key) : t('myBankid.change.other', { kind: change.kind })}
        </span>
        <Paragraph data-size="sm" className="row__facts">
          {[
            formatDateTime(language, change.at),
            t('myBankid.from', { bank: change.bankName }),
            t(`myBankid.by.${change.by}`),
          ].join(' · ')}
        </Paragraph>
      </div>
    </li>
  );
}
