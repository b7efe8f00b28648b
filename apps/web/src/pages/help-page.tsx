import { Details, Field, Heading, Input, Label, Paragraph } from '@digdir/designsystemet-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import { EmptyState } from '../components/empty-state.js';
import { Page } from '../components/page.js';
import { helpLinks, helpPages, helpTopics } from '../lib/help-topics.js';
import { matches } from '../lib/search.js';

/** Answers to what people ask about signing and BankID; searchable. */
export function HelpPage() {
  const { t } = useTranslation();
  const [query, setQuery] = useState('');
  const { hash } = useLocation();
  const asked = decodeURIComponent(hash.slice(1));
  useEffect(() => {
    const answer = asked === '' ? null : document.getElementById(asked);
    answer?.scrollIntoView({ block: 'start' });
    answer?.querySelector<HTMLElement>('summary, u-summary')?.focus({ preventScroll: true });
  }, [asked]);
  const found = helpTopics
    .map(({ topic, questions }) => ({
      topic,
      questions: questions.filter((key) =>
        matches(query, `${t(`help.${topic}.${key}.q`)} ${t(`help.${topic}.${key}.a`)}`),
      ),
    }))
    .filter(({ questions }) => questions.length > 0);
  const count = found.reduce((sum, { questions }) => sum + questions.length, 0);
  return (
    <Page title={t('help.title')} lead={t('help.lead')} width="narrow">
      <Field className="search-field">
        <Label>{t('help.search')}</Label>
        <Input type="search" value={query} onChange={(event) => setQuery(event.currentTarget.value)} />
      </Field>
      <p role="status" className={query.trim() === '' ? 'ds-sr-only' : 'search-count'}>
        {query.trim() === '' ? '' : t('help.count', { count })}
      </p>
      {count === 0 && <EmptyState title={t('help.none.title')} text={t('help.none.text')} />}
      {found.map(({ topic, questions }) => (
        <section key={topic} aria-labelledby={`help-${topic}`} className="help-topic">
          <Heading level={2} data-size="sm" id={`help-${topic}`}>
            {t(`help.${topic}.heading`)}
          </Heading>
          {questions.map((key) => (
            <Details
              key={`${key}${asked === `${topic}-${key}` ? '-asked' : ''}`}
              id={`${topic}-${key}`}
              defaultOpen={asked === `${topic}-${key}`}
              data-color="neutral"
              className="help-question"
            >
              <Details.Summary>{t(`help.${topic}.${key}.q`)}</Details.Summary>
              <Details.Content>
                {t(`help.${topic}.${key}.a`)
                  .split('\n')
                  .map((paragraph) => (
                    <Paragraph key={paragraph}>{paragraph}</Paragraph>
                  ))}
                <HelpLinks question={`${topic}.${key}`} />
              </Details.Content>
            </Details>
          ))}
        </section>
      ))}
      <Paragraph>
        <Link to="/help/errors">{t('help.toErrors')}</Link>
      </Paragraph>
    </Page>
  );
}

/** The pages that do what the answer tells of. */
function HelpLinks({ question }: { question: string }) {
  const { t } = useTranslation();
  const pages = helpLinks[question] ?? [];
  if (pages.length === 0) return null;
  return (
    <ul className="help-links">
      {pages.map((name) => (
        <li key={name}>
          {name === 'app' ? (
            <a href={helpPages.app}>{t('help.link.app')}</a>
          ) : (
            <Link to={helpPages[name]}>{t(`help.link.${name}`)}</Link>
          )}
        </li>
      ))}
    </ul>
  );
}
