import { Button, Heading, Paragraph, Tag } from '@digdir/designsystemet-react';
import type { bankid } from '@segl/contracts';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../i18n/use-language.js';
import { formatDate, unbroken } from '../lib/format.js';
import { CopyButton } from './copy-button.js';
import { Countdown } from './countdown.js';

type Person = bankid.DemoPeople['people'][number];

export interface CodeUnitProps {
  person: Person;
  /** When the code was asked for (milliseconds since 1970). */
  askedAt: number;
  /** The code shown has run out. */
  onEnded: () => void;
}

const stateColours = {
  active: 'success',
  suspended: 'danger',
  blocked: 'danger',
  ordered: 'info',
  expired: 'warning',
  none: 'neutral',
} as const;

/** `ddmmyyyy`, as the dialog's field takes it. */
function digitsOfDate(iso: string): string {
  return `${iso.slice(8, 10)}${iso.slice(5, 7)}${iso.slice(0, 4)}`;
}

/** One invented person with a simulated code unit. */
export function CodeUnit({ person, askedAt, onEnded }: CodeUnitProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { codeUnit, name } = person;
  const hasBankId = person.bankIdState !== 'none';
  return (
    <article className="person" aria-label={name}>
      <div className="person__head">
        <Heading level={2} data-size="xs">
          {name}
        </Heading>
        <Tag data-color={stateColours[person.bankIdState]}>{t(`demo.state.${person.bankIdState}`)}</Tag>
      </div>
      <Paragraph data-size="sm">
        {t(hasBankId ? 'demo.bank' : 'demo.unitOnly', {
          bank: person.bank.name,
          phone: unbroken(person.bank.phone),
        })}
      </Paragraph>
      {person.note !== null && <Paragraph data-size="sm">{person.note}</Paragraph>}
      {codeUnit.kind === 'time' ? (
        <ClockUnit person={person} askedAt={askedAt} onEnded={onEnded} />
      ) : (
        <ButtonUnit key={codeUnit.code} person={person} />
      )}
      <dl className="facts">
        <div className="facts__row">
          <dt>{t('demo.birthDate')}</dt>
          <dd>
            {formatDate(language, person.birthDate)}
            <CopyButton value={digitsOfDate(person.birthDate)} label={t('demo.copyBirthDate', { name })} />
          </dd>
        </div>
        <div className="facts__row">
          <dt>{t('demo.password')}</dt>
          <dd>
            {person.password === null ? (
              t(passwordNote(person))
            ) : (
              <>
                <code>{person.password}</code>
                <CopyButton value={person.password} label={t('demo.copyPassword', { name })} />
              </>
            )}
          </dd>
        </div>
        <div className="facts__row">
          <dt>{t('demo.nationalId')}</dt>
          <dd>
            <code>{person.nationalId}</code>
            <CopyButton value={person.nationalId} label={t('demo.copyNationalId', { name })} />
          </dd>
        </div>
      </dl>
      {person.codeCard !== null && <CodeCard card={person.codeCard} />}
    </article>
  );
}

/** Why no password is shown. */
function passwordNote({ bankIdState }: Person) {
  if (bankIdState === 'ordered') return 'demo.notChosen';
  return bankIdState === 'none' ? 'demo.neverHad' : 'demo.noPassword';
}

/** A unit with a clock: a new code every half minute. */
function ClockUnit({ person, askedAt, onEnded }: CodeUnitProps) {
  const { t } = useTranslation();
  const { codeUnit, name } = person;
  const left = useSecondsLeft(askedAt, codeUnit.secondsLeft, onEnded);
  return (
    <div className="unit">
      <ShownCode code={codeUnit.code} />
      <Countdown left={left} period={codeUnit.periodSeconds} />
      <CopyButton value={codeUnit.code} label={t('demo.copyCode', { name })} />
      <p className="unit__state">
        {t(codeUnit.used ? 'demo.used' : 'demo.left', { count: Math.max(0, Math.ceil(left)) })}
      </p>
    </div>
  );
}

/** A unit with a button: a new code at each press, and the bank looks some presses ahead. */
function ButtonUnit({ person }: { person: Person }) {
  const { t } = useTranslation();
  const [presses, setPresses] = useState(0);
  const { codeUnit, name } = person;
  const code = codeUnit.nextCodes[presses] ?? codeUnit.code;
  const isLast = presses >= codeUnit.nextCodes.length - 1;
  return (
    <div className="unit">
      <ShownCode code={code} />
      <CopyButton value={code} label={t('demo.copyCode', { name })} />
      <Button variant="secondary" data-size="sm" disabled={isLast} onClick={() => setPresses(presses + 1)}>
        {t('demo.press')}
      </Button>
      <p className="unit__state">{t(isLast ? 'demo.pressedOut' : 'demo.button')}</p>
    </div>
  );
}

function ShownCode({ code }: { code: string }) {
  const { t } = useTranslation();
  return (
    <div>
      <p className="unit__label">{t('demo.code')}</p>
      <p className="unit__code">
        {code.slice(0, 3)} {code.slice(3)}
      </p>
    </div>
  );
}

/** A printed card: BankID asks for the code of a number, and each is used once. */
function CodeCard({ card }: { card: NonNullable<Person['codeCard']> }) {
  const { t } = useTranslation();
  return (
    <details className="code-card">
      <summary>{t('demo.card', { serial: card.serialNumber })}</summary>
      <ol className="code-card__codes">
        {card.codes.map(({ number, code, used }) => (
          <li key={number} value={number}>
            {used ? (
              <s aria-label={t('demo.cardUsed', { number })}>{code}</s>
            ) : (
              <span className="code-card__code">{code}</span>
            )}
          </li>
        ))}
      </ol>
    </details>
  );
}

/** Counts down once a second; asks for the next code when none is left. */
function useSecondsLeft(askedAt: number, secondsLeft: number, onEnded: () => void): number {
  const [now, setNow] = useState(() => Date.now());
  const ended = useRef(onEnded);
  useEffect(() => {
    ended.current = onEnded;
  });
  useEffect(() => {
    const end = askedAt + secondsLeft * 1000;
    const timer = setInterval(() => {
      setNow(Date.now());
      if (Date.now() >= end) {
        clearInterval(timer);
        ended.current();
      }
    }, 1000);
    return () => clearInterval(timer);
  }, [askedAt, secondsLeft]);
  return Math.max(0, secondsLeft - Math.max(0, now - askedAt) / 1000);
}
