import { Heading, Paragraph, Tag } from '@digdir/designsystemet-react';
import type { bankid } from '@segl/contracts';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../i18n/use-language.js';
import { formatDate, unbroken } from '../lib/format.js';
import { CopyButton } from './copy-button.js';

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
  const left = useSecondsLeft(askedAt, codeUnit.secondsLeft, onEnded);
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
      <div className="unit">
        <div>
          <p className="unit__label">{t('demo.code')}</p>
          <p className="unit__code">
            {codeUnit.code.slice(0, 3)} {codeUnit.code.slice(3)}
          </p>
        </div>
        <Countdown left={left} period={codeUnit.periodSeconds} />
        <CopyButton value={codeUnit.code} label={t('demo.copyCode', { name })} />
        <p className="unit__state">
          {t(codeUnit.used ? 'demo.used' : 'demo.left', { count: Math.max(0, Math.ceil(left)) })}
        </p>
      </div>
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
              t(hasBankId ? 'demo.noPassword' : 'demo.neverHad')
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
    </article>
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

const ringLength = 2 * Math.PI * 15;

/** A ring that grows shorter; nothing moves between the seconds. */
function Countdown({ left, period }: { left: number; period: number }) {
  return (
    <svg
      className="countdown"
      viewBox="0 0 36 36"
      width="44"
      height="44"
      aria-hidden="true"
      focusable="false"
    >
      <circle cx="18" cy="18" r="15" className="countdown__track" />
      <circle
        cx="18"
        cy="18"
        r="15"
        className="countdown__left"
        strokeDasharray={ringLength}
        strokeDashoffset={ringLength * (1 - left / Math.max(period, 1))}
        transform="rotate(-90 18 18)"
      />
    </svg>
  );
}
