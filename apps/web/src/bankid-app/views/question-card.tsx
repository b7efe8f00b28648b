import type { bankidApp } from '@segl/contracts';
import { Alert, Button, Heading, Paragraph } from '@digdir/designsystemet-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../i18n/use-language.js';
import { formatDateTime } from '../../lib/format.js';
import { NotUnlocked } from '../lib/authenticator.js';
import { AppProblem } from './app-problem.js';

export interface QuestionCardProps {
  question: bankidApp.ApprovalQuestion;
  onApprove: () => Promise<void>;
  onRefuse: () => Promise<void>;
}

/** One log-in or signing: who asks, what for, and the reference words to compare. */
export function QuestionCard({ question, onApprove, onRefuse }: QuestionCardProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { text, referenceWords } = question;
  const heading = useRef<HTMLHeadingElement>(null);
  // It came by itself: those who cannot see it are told by the focus.
  useEffect(() => heading.current?.focus(), []);
  const [problem, setProblem] = useState<{ error: unknown } | undefined>();
  const [isWorking, setWorking] = useState(false);
  const answer = async (work: () => Promise<void>) => {
    setWorking(true);
    setProblem(undefined);
    try {
      await work();
    } catch (error) {
      setProblem({ error });
      setWorking(false);
    }
  };
  const title = `app-question-${question.id}`;
  return (
    <section className="bankid-app__question" aria-labelledby={title}>
      <Heading ref={heading} level={1} data-size="sm" id={title} tabIndex={-1}>
        {t(`bankidApp.question.${text.kind}`)}
      </Heading>
      <dl className="facts">
        <div className="facts__row">
          <dt>{t('bankidApp.question.caller')}</dt>
          <dd>{text.caller}</dd>
        </div>
        {text.documents.length > 0 && (
          <div className="facts__row">
            <dt>
              {t(
                text.documents.length === 1 ? 'bankidApp.question.document' : 'bankidApp.question.documents',
              )}
            </dt>
            {text.documents.map(({ label, sha256 }) => (
              <dd key={sha256}>{label}</dd>
            ))}
          </div>
        )}
        <div className="facts__row">
          <dt>{t('bankidApp.question.reference')}</dt>
          <dd className="bankid-app__reference">{referenceWords}</dd>
        </div>
      </dl>
      <Paragraph>{t('bankidApp.question.compare')}</Paragraph>
      {problem !== undefined && <AnswerProblem error={problem.error} />}
      <div className="buttons">
        <Button disabled={isWorking} onClick={() => void answer(onApprove)}>
          {t(isWorking ? 'bankidApp.question.working' : 'bankidApp.question.approve')}
        </Button>
        <Button variant="secondary" disabled={isWorking} onClick={() => void answer(onRefuse)}>
          {t('bankidApp.question.refuse')}
        </Button>
      </div>
      <Paragraph data-size="sm">
        {t('bankidApp.question.until', { time: timeOf(formatDateTime(language, question.expiresAt)) })}
      </Paragraph>
    </section>
  );
}

function AnswerProblem({ error }: { error: unknown }) {
  const { t } = useTranslation();
  if (!(error instanceof NotUnlocked)) return <AppProblem error={error} />;
  return (
    <Alert data-color="warning" role="alert">
      <Heading level={2} data-size="2xs">
        {t('bankidApp.question.notUnlockedTitle')}
      </Heading>
      <Paragraph>{t('bankidApp.question.notUnlocked')}</Paragraph>
    </Alert>
  );
}

/** `14.05` of `22. november 2026 kl. 14.05`. */
const timeOf = (words: string): string => words.slice(words.lastIndexOf('\u00a0') + 1);
