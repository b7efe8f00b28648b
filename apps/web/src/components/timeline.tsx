import { useTranslation } from 'react-i18next';
import { useLanguage } from '../i18n/use-language.js';
import { formatDateTime } from '../lib/format.js';

export interface TimelineProps {
  entries: readonly { at: string; event: string; data: Record<string, unknown> }[];
}

/** What has happened, oldest first. Events without words of their own are shown by their name. */
export function Timeline({ entries }: TimelineProps) {
  const { t, i18n } = useTranslation();
  const language = useLanguage();
  return (
    <ol className="timeline">
      {entries.map((entry, index) => {
        const key = `timeline.${entry.event}`;
        return (
          <li key={index}>
            <time dateTime={entry.at}>{formatDateTime(language, entry.at)}</time>
            <span>{i18n.exists(key) ? t(key, entry.data) : entry.event}</span>
          </li>
        );
      })}
    </ol>
  );
}
