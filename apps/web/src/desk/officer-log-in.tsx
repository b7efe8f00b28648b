import { Button, Paragraph, Textfield } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useMe } from '../api/use-me.js';
import { ProblemAlert } from '../components/problem-alert.js';
import { useDeskLogIn } from './desk-api.js';

/** Officers log in with user name, password and a code of a unit of their own. */
export function OfficerLogIn() {
  const { t } = useTranslation();
  const me = useMe();
  const logIn = useDeskLogIn();
  const [typed, setTyped] = useState({ username: '', password: '', code: '' });
  const [tried, setTried] = useState(false);
  const missing = (name: keyof typeof typed) => typed[name].trim() === '';
  const isCode = /^\d{3} ?\d{3}$/.test(typed.code.trim());
  const field = (name: keyof typeof typed) => ({
    name,
    value: typed[name],
    label: t(`bankDesk.logIn.${name}`),
    error: tried && missing(name) ? t('bankDesk.needed') : undefined,
    onChange: (event: { currentTarget: { value: string } }) =>
      setTyped({ ...typed, [name]: event.currentTarget.value }),
  });
  return (
    <form
      className="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (!missing('username') && !missing('password') && isCode) logIn.mutate(typed);
      }}
    >
      <Textfield {...field('username')} autoComplete="username" autoCapitalize="none" spellCheck={false} />
      <Textfield {...field('password')} type="password" autoComplete="current-password" maxLength={128} />
      <Textfield
        {...field('code')}
        className="field-short"
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={7}
        error={tried && !isCode ? t('bankDesk.logIn.codeInvalid') : undefined}
      />
      {logIn.isError && <ProblemAlert error={logIn.error} />}
      <div>
        <Button type="submit" loading={logIn.isPending}>
          {t('bankDesk.logIn.button')}
        </Button>
      </div>
      <Paragraph data-size="sm">
        {t('bankDesk.begin.ask')} <Link to="/bank-desk/begin">{t('bankDesk.begin.link')}</Link>
      </Paragraph>
      {me.data?.demo === true && (
        <Paragraph data-size="sm">
          {t('bankDesk.logIn.demo')} <Link to="/demo#desk">{t('bankDesk.demo.link')}</Link>
        </Paragraph>
      )}
    </form>
  );
}
