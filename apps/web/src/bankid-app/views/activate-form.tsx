import { Button, Heading, Paragraph, Textfield } from '@digdir/designsystemet-react';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { readPersonNumber } from '../../lib/birth-date.js';
import type { ActivationAnswers } from '../lib/activate-device.js';
import { AppProblem } from './app-problem.js';
import { LostPhone } from './lost-phone.js';

const fields = ['birthDate', 'code', 'password', 'deviceName'] as const;
type FieldName = (typeof fields)[number];
type Typed = Readonly<Record<FieldName, string>>;

/** Reads what was typed; each fault by the key of its text. */
function readAnswers(
  typed: Typed,
): { answers: ActivationAnswers } | { faults: Partial<Record<FieldName, string>> } {
  const birthDate = readPersonNumber(typed.birthDate, new Date());
  const code = typed.code.replaceAll(/\s/g, '');
  const faults = {
    ...(birthDate.kind === 'birth-date' ? {} : { birthDate: 'bankidApp.activate.birthDateInvalid' }),
    ...(/^\d{6}$/.test(code) ? {} : { code: 'bankidApp.activate.codeInvalid' }),
    ...(typed.password === '' ? { password: 'bankidApp.activate.passwordMissing' } : {}),
    ...(typed.deviceName.trim() === '' ? { deviceName: 'bankidApp.activate.deviceNameMissing' } : {}),
  };
  if (birthDate.kind !== 'birth-date' || Object.keys(faults).length > 0) return { faults };
  const deviceName = typed.deviceName.trim();
  return { answers: { birthDate: birthDate.birthDate, code, password: typed.password, deviceName } };
}

/** Birth date, a code of the code unit, and the password: then the app is on this device, and on no other. */
export function ActivateForm({ onActivate }: { onActivate: (answers: ActivationAnswers) => Promise<void> }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState<Typed>(() => ({
    birthDate: '',
    code: '',
    password: '',
    deviceName: t('bankidApp.activate.deviceNameFirst'),
  }));
  const [faults, setFaults] = useState<Partial<Record<FieldName, string>>>({});
  const [problem, setProblem] = useState<{ error: unknown } | undefined>();
  const [isWorking, setWorking] = useState(false);
  const faulty = fields.filter((name) => faults[name] !== undefined);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const read = readAnswers(typed);
    setProblem(undefined);
    setFaults('faults' in read ? read.faults : {});
    if ('faults' in read) return;
    setWorking(true);
    try {
      await onActivate(read.answers);
    } catch (error) {
      setProblem({ error });
      // The code is used up, or was none; the rest stays to be corrected.
      setTyped((now) => ({ ...now, code: '' }));
      setWorking(false);
    }
  };
  const fieldProps = (name: FieldName) => ({
    id: `app-${name}`,
    label: t(`bankidApp.activate.${name}`),
    description: t(`bankidApp.activate.${name}Hint`),
    value: typed[name],
    error: faults[name] === undefined ? undefined : t(faults[name]),
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget;
      setTyped((now) => ({ ...now, [name]: value }));
    },
  });
  return (
    <form className="stack" noValidate onSubmit={(event) => void submit(event)}>
      <Heading level={1} data-size="md">
        {t('bankidApp.activate.title')}
      </Heading>
      <Paragraph>{t('bankidApp.activate.lead')}</Paragraph>
      {faulty.length > 0 && <Summary faults={faults} faulty={faulty} />}
      {problem !== undefined && <AppProblem error={problem.error} />}
      <Textfield {...fieldProps('birthDate')} inputMode="numeric" autoComplete="bday" maxLength={20} />
      <Textfield {...fieldProps('code')} inputMode="numeric" autoComplete="one-time-code" maxLength={12} />
      <Textfield
        {...fieldProps('password')}
        type="password"
        autoComplete="current-password"
        maxLength={128}
      />
      <Textfield {...fieldProps('deviceName')} autoComplete="off" maxLength={40} />
      <Paragraph data-size="sm">{t('bankidApp.activate.oneDevice')}</Paragraph>
      <Button type="submit" loading={isWorking}>
        {t(isWorking ? 'bankidApp.activate.working' : 'bankidApp.activate.submit')}
      </Button>
      <LostPhone bank={undefined} />
    </form>
  );
}

function Summary({
  faults,
  faulty,
}: {
  faults: Partial<Record<FieldName, string>>;
  faulty: readonly FieldName[];
}) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), [faulty.length]);
  return (
    <div ref={box} className="bankid-app__summary" role="group" tabIndex={-1} aria-labelledby="app-summary">
      <Heading level={2} data-size="2xs" id="app-summary">
        {t('bankidApp.activate.summary')}
      </Heading>
      <ul>
        {faulty.map((name) => (
          <li key={name}>
            <a href={`#app-${name}`}>{t(faults[name] ?? '')}</a>
          </li>
        ))}
      </ul>
    </div>
  );
}
