/** @jsxRuntime automatic */
import type { ReactNode } from 'react';
import { showBirthDate } from '../birth-date.js';
import { steps, type DialogFacts, type FieldNotice, type Step } from '../dialog-facts.js';
import { dateInWords, translator, type Translate } from '../texts/translate.js';
import { Errand, HelpBank, Menu, type DialogLinks } from './frame.js';
import { renderPage, type PageFrame } from './page.js';

interface StepView {
  facts: DialogFacts;
  links: DialogLinks;
  t: Translate;
  error: string | undefined;
}

/** Which notices each screen tells. */
const noticesOf: Readonly<Record<Step, readonly FieldNotice[]>> = {
  'birth-date': ['birth-date-invalid'],
  code: ['code-invalid', 'wrong-code', 'wrong-password', 'code-too-old', 'interrupted'],
  password: ['password-missing'],
};

const titles = { 'birth-date': 'birthDate', code: 'code', password: 'password' } as const;
const helps = { 'birth-date': 'helpBirthDate', code: 'helpCode', password: 'helpPassword' } as const;
const fields: Readonly<Record<Step, (view: StepView) => ReactNode>> = {
  'birth-date': BirthDateField,
  code: CodeField,
  password: PasswordField,
};

/** One question. */
export function renderStepPage(
  frame: PageFrame,
  { facts, links, step }: { facts: DialogFacts; links: DialogLinks; step: Step },
): string {
  const t = translator(facts.language);
  const error = errorOf(facts, step, t);
  const view: StepView = { facts, links, t, error };
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
        {error !== undefined && (
          <div className="summary" role="group" tabIndex={-1} autoFocus aria-labelledby="summary">
            <h2 id="summary">{t('errorSummary')}</h2>
            <p>
              <a href={`#${step}`}>{error}</a>
            </p>
          </div>
        )}
        <form className="question" method="post" action={`${links.base}/${step}`} noValidate>
          <h1>{isAsked ? <label htmlFor={step}>{heading}</label> : heading}</h1>
          <Field {...view} />
          <div className="actions">
            <button className="ds-button" type="submit">
              {step === 'password'
                ? t(facts.signature === undefined ? 'confirmLogin' : 'confirmSigning')
                : t('next')}
            </button>
            {step === 'code' && !facts.isNamed && (
              <a className="link" href={`${links.base}/birth-date`}>
                {t('changeBirthDate')}
              </a>
            )}
          </div>
        </form>
        <div className="aside">
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

function Progress({ step, t }: { step: Step; t: Translate }): ReactNode {
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

function CodeField({ facts, t, error }: StepView): ReactNode {
  const { birthDate } = facts.row;
  return (
    <>
      {birthDate !== null && (
        <p className="hint">{t('bornOn', { date: dateInWords(birthDate, facts.language) })}</p>
      )}
      <Field
        id="code"
        hint={t('codeHint')}
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

function Field({
  id,
  hint,
  error,
  input,
}: {
  id: Step;
  hint: string;
  error: string | undefined;
  input: React.InputHTMLAttributes<HTMLInputElement>;
}): ReactNode {
  const describedBy = [`${id}-hint`, ...(error === undefined ? [] : [`${id}-error`])].join(' ');
  return (
    <div className="field">
      <p className="hint" id={`${id}-hint`}>
        {hint}
      </p>
      <input
        type="text"
        className="ds-input"
        id={id}
        required
        spellCheck={false}
        autoCapitalize="none"
        aria-describedby={describedBy}
        aria-invalid={error !== undefined}
        {...input}
      />
      {error !== undefined && (
        <p className="field-error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  );
}

function errorOf(facts: DialogFacts, step: Step, t: Translate): string | undefined {
  const { notice } = facts;
  if (notice === undefined || !noticesOf[step].includes(notice)) return undefined;
  if (notice === 'wrong-password') return t('error.wrong-password', { count: facts.row.triesLeft ?? 1 });
  if (notice === 'wrong-code' && facts.isNamed) return t('error.wrong-code-named');
  return t(`error.${notice}`);
}
