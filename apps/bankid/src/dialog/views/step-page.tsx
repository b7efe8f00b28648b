/** @jsxRuntime automatic */
import type { ReactNode } from 'react';
import { codeSourceKinds } from '@segl/domain';
import type { AskedCardNumber } from '../../proof/card-numbers.js';
import { showBirthDate } from '../birth-date.js';
import { steps, type DialogFacts, type FieldNotice, type Step } from '../dialog-facts.js';
import { dateInWords, translator, type Translate } from '../texts/translate.js';
import { AppOffer } from './app-approval-page.js';
import { Done, ErrorSummary, Field } from './field.js';
import { Errand, HelpBank, IntentBanner, Menu, type DialogLinks } from './frame.js';
import { renderPage, type PageFrame } from './page.js';
import { SharedFacts } from './shared-facts.js';

/** Screens with one question. */
type Question = Exclude<Step, 'activation'>;

interface StepView {
  facts: DialogFacts;
  links: DialogLinks;
  /** Which codes are asked for of whoever has a printed card. */
  cards: readonly AskedCardNumber[];
  t: Translate;
  error: string | undefined;
}

/** Which notices each screen tells. */
const noticesOf: Readonly<Record<Question, readonly FieldNotice[]>> = {
  'birth-date': ['birth-date-invalid'],
  code: [
    'code-invalid',
    'wrong-code',
    'wrong-password',
    'code-too-old',
    'interrupted',
    'not-activated',
    'wrong-letter',
    'no-letter',
    'nothing-to-activate',
  ],
  password: ['password-missing'],
};

const titles = { 'birth-date': 'birthDate', code: 'code', password: 'password' } as const;
const helps = { 'birth-date': 'helpBirthDate', code: 'helpCode', password: 'helpPassword' } as const;
const fields: Readonly<Record<Question, (view: StepView) => ReactNode>> = {
  'birth-date': BirthDateField,
  code: CodeField,
  password: PasswordField,
};

/** One question. */
export function renderStepPage(
  frame: PageFrame,
  { facts, links, cards, step }: Pick<StepView, 'facts' | 'links' | 'cards'> & { step: Question },
): string {
  const t = translator(facts.language);
  const error = errorOf(facts, step, t);
  const view: StepView = { facts, links, cards, t, error };
  const Field = fields[step];
  const heading = t(titles[step]);
  const isAsked = step !== 'birth-date' || !facts.isNamed;
  return renderPage(frame, {
    heading,
    hasError: error !== undefined,
    menu: <Menu facts={facts} links={links} step={step} t={t} />,
    errand: <Errand facts={facts} t={t} />,
    content: (
      <>
        <Progress step={step} t={t} />
        <IntentBanner facts={facts} links={links} step={step} t={t} />
        {step === 'code' && facts.notice === 'activated' && <Done text={t('life.done.activated')} />}
        <ErrorSummary heading={t('errorSummary')} error={error} field={step} />
        <form className="question" method="post" action={`${links.base}/${step}`} noValidate>
          <h1>{isAsked ? <label htmlFor={step}>{heading}</label> : heading}</h1>
          <Field {...view} />
          <SharedFacts facts={facts} t={t} />
          <div className="actions">
            <button className="ds-button" type="submit">
              {t(buttonOf(facts, step))}
            </button>
            {step === 'code' && !facts.isNamed && (
              <a className="link" href={`${links.base}/birth-date`}>
                {t('changeBirthDate')}
              </a>
            )}
          </div>
        </form>
        <div className="aside">
          {step === 'code' && <AppOffer facts={facts} links={links} t={t} />}
          {step === 'code' && <CodeSources facts={facts} links={links} t={t} />}
          {step === 'code' && links.codeUnitUrl !== undefined && (
            <p>
              <a className="link" href={links.codeUnitUrl} target="_blank" rel="noopener">
                {t('openCodeUnit')}
              </a>
            </p>
          )}
          <details className="help">
            <summary>{t('help')}</summary>
            <div>
              <p>{t(helps[step])}</p>
              {facts.signature !== undefined && <p>{t('referenceHelp', { caller: facts.caller })}</p>}
              <HelpBank facts={facts} t={t} />
            </div>
          </details>
        </div>
      </>
    ),
  });
}

/** What the one button of a question says. */
function buttonOf(
  { signature, requestedTask }: DialogFacts,
  step: Question,
): 'next' | 'confirmLogin' | 'confirmSigning' {
  // Before a task of the holder's own the password is no last step.
  if (step !== 'password' || requestedTask !== undefined) return 'next';
  return signature === undefined ? 'confirmLogin' : 'confirmSigning';
}

function Progress({ step, t }: { step: Question; t: Translate }): ReactNode {
  const number = steps.indexOf(step) + 1;
  return (
    <div className="progress">
      <p>{t('progress', { step: number })}</p>
      <div className="bar" aria-hidden="true">
        {steps.map((name, index) => (
          <span key={name} className={index < number ? 'done' : undefined} />
        ))}
      </div>
    </div>
  );
}

function BirthDateField({ facts, t, error }: StepView): ReactNode {
  const { birthDate } = facts.row;
  if (facts.isNamed && birthDate !== null) {
    return (
      <div className="named">
        <p className="value">{dateInWords(birthDate, facts.language)}</p>
        <p className="hint">{t('birthDateNamed', { caller: facts.caller })}</p>
      </div>
    );
  }
  return (
    <Field
      id="birth-date"
      hint={t('birthDateHint')}
      error={error}
      input={{
        name: 'birthDate',
        defaultValue: showBirthDate(birthDate ?? ''),
        inputMode: 'numeric',
        autoComplete: 'bday',
        maxLength: 20,
      }}
    />
  );
}

/** What the code comes from: the same choice for everybody, whatever they have. */
function CodeSources({ facts, links, t }: Pick<StepView, 'facts' | 'links' | 't'>): ReactNode {
  return (
    <details className="help">
      <summary>{t('life.source.heading')}</summary>
      <form method="post" action={`${links.base}/source`} className="sources">
        {codeSourceKinds.map((kind) => (
          <button
            key={kind}
            className="ds-button"
            data-variant="tertiary"
            type="submit"
            name="source"
            value={kind}
            aria-current={kind === facts.codeSource}
          >
            {t(`life.source.${kind}`)}
          </button>
        ))}
      </form>
    </details>
  );
}

function CardNumbers({ cards, t }: Pick<StepView, 'cards' | 't'>): ReactNode {
  if (cards.length === 0) return null;
  return (
    <div className="named">
      {cards.map(({ cardEnding, number }) => (
        <p key={`${cardEnding}-${String(number)}`} className="card-number">
          {t('life.cardNumber', { ending: cardEnding, number })}
        </p>
      ))}
      <p className="hint">{t('life.notYourCard')}</p>
    </div>
  );
}

function CodeField({ facts, cards, t, error }: StepView): ReactNode {
  const { birthDate } = facts.row;
  return (
    <>
      <CardNumbers cards={cards} t={t} />
      {birthDate !== null && (
        <p className="hint">{t('bornOn', { date: dateInWords(birthDate, facts.language) })}</p>
      )}
      <Field
        id="code"
        hint={t(`life.hint.${facts.codeSource}`)}
        error={error}
        input={{
          name: 'code',
          className: 'ds-input code',
          inputMode: 'numeric',
          autoComplete: 'one-time-code',
          pattern: '[0-9 ]*',
          maxLength: 12,
          autoFocus: error === undefined,
        }}
      />
    </>
  );
}

function PasswordField({ t, error }: StepView): ReactNode {
  return (
    <Field
      id="password"
      hint={t('passwordHint')}
      error={error}
      input={{
        name: 'password',
        type: 'password',
        autoComplete: 'current-password',
        maxLength: 128,
        autoFocus: error === undefined,
      }}
    />
  );
}

function errorOf(facts: DialogFacts, step: Question, t: Translate): string | undefined {
  const { notice } = facts;
  if (notice === undefined || !noticesOf[step].includes(notice)) return undefined;
  if (notice === 'wrong-password') return t('error.wrong-password', { count: facts.row.triesLeft ?? 1 });
  if (notice === 'wrong-code') {
    const text = t(facts.isNamed ? 'error.wrong-code-named' : 'error.wrong-code');
    // To everybody who says they use a unit, whether or not there is one.
    return facts.codeSource === 'code-unit' ? `${text} ${t('error.out-of-step')}` : text;
  }
  if (notice === 'wrong-letter') return t('life.error.wrong-letter', { count: facts.row.triesLeft ?? 1 });
  const bank = facts.bank?.name ?? t('yourBank');
  return noticeText(notice, { t, bank });
}

function noticeText(notice: FieldNotice, { t, bank }: { t: Translate; bank: string }): string | undefined {
  switch (notice) {
    case 'not-activated':
    case 'no-letter':
    case 'nothing-to-activate':
      return t(`life.error.${notice}`, { bank });
    case 'birth-date-invalid':
    case 'code-invalid':
    case 'password-missing':
    case 'code-too-old':
    case 'interrupted':
      return t(`error.${notice}`);
    default:
      return undefined;
  }
}
