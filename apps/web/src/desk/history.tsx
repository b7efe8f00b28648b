import { Heading, Paragraph } from '@digdir/designsystemet-react';
import type { desk } from '@segl/contracts';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../i18n/use-language.js';
import { formatDateTime } from '../lib/format.js';

/** What has happened to a customer's BankIDs and what the bank has done, newest first. */
export function History({ history }: { history: readonly desk.HistoryEntry[] }) {
  const { t } = useTranslation();
  return (
    <section aria-labelledby="history">
      <Heading level={2} data-size="xs" id="history">
        {t('bankDesk.history.title')}
      </Heading>
      {history.length === 0 ? (
        <Paragraph>{t('bankDesk.history.none')}</Paragraph>
      ) : (
        <ol className="timeline">
          {history.map((entry, index) => (
            <Entry key={index} entry={entry} />
          ))}
        </ol>
      )}
    </section>
  );
}

function Entry({ entry }: { entry: desk.HistoryEntry }) {
  const { t, i18n } = useTranslation();
  const language = useLanguage();
  const { at, source, kind, outcome, actor, by, decidedBy } = entry;
  const key = source === 'desk' ? `bankDesk.acts.${kind}` : `bankDesk.events.${kind}`;
  const what = i18n.exists(key) ? t(key) : kind;
  const who =
    actor === 'officer'
      ? t(
          decidedBy === null || outcome === 'withdrawn'
            ? 'bankDesk.history.by'
            : `bankDesk.history.${outcome}`,
          {
            by,
            decidedBy,
          },
        )
      : t(`bankDesk.history.${actor}`, { by });
  const became = outcome === 'withdrawn' ? ` ${t('bankDesk.history.withdrawn')}` : '';
  return (
    <li>
      <time dateTime={at}>{formatDateTime(language, at)}</time>
      <span>
        {what}. {who}
        {became}
      </span>
    </li>
  );
}
