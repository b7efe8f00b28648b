import { Button, Paragraph, Textfield } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { CopyButton } from '../components/copy-button.js';
import { Page } from '../components/page.js';
import { ProblemAlert } from '../components/problem-alert.js';
import { useBeginAsOfficer } from './bank-api.js';

const empty = { username: '', startCode: '', password: '', repeated: '' };

/** A new officer begins: the start code from an administrator becomes a password and a code unit of their own. */
export function BeginPage() {
  const { t } = useTranslation();
  const begin = useBeginAsOfficer();
  const { data: begun } = begin;
  return (
    <Page title={t('bankDesk.begin.title')} lead={t('bankDesk.begin.lead')} width="narrow">
      {begun === undefined ? (
        <BeginForm begin={begin} />
      ) : (
        <section className="stack" aria-labelledby="unit" role="status">
          <Paragraph id="unit">{t('bankDesk.begin.unit')}</Paragraph>
          <p className="desk-secret">
            <code>{begun.secret}</code>
            <CopyButton value={begun.secret.replace(/\s/g, '')} label={t('bankDesk.begin.copy')} />
          </p>
          <Paragraph>
            <a href={begun.address}>{t('bankDesk.begin.open')}</a>
          </Paragraph>
          <Paragraph>{t('bankDesk.begin.once')}</Paragraph>
          <div>
            <Button asChild>
              <Link to="/bank-desk">{t('bankDesk.begin.logIn')}</Link>
            </Button>
          </div>
        </section>
      )}
    </Page>
  );
}

function BeginForm({ begin }: { begin: ReturnType<typeof useBeginAsOfficer> }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(empty);
  const [tried, setTried] = useState(false);
  const missing = (name: keyof typeof empty) => typed[name].trim() === '';
  const isRepeated = typed.password === typed.repeated;
  const field = (name: keyof typeof empty) => ({
    label: t(`bankDesk.begin.${name}`),
    value: typed[name],
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
        const { repeated: _repeated, ...wanted } = typed;
        const isWhole = !Object.values(typed).some((value) => value.trim() === '');
        if (isWhole && isRepeated) begin.mutate(wanted);
      }}
    >
      <Textfield {...field('username')} autoComplete="username" autoCapitalize="none" spellCheck={false} />
      <Textfield
        {...field('startCode')}
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        maxLength={40}
      />
      <Textfield
        {...field('password')}
        description={t('bankDesk.begin.rules')}
        type="password"
        autoComplete="new-password"
        maxLength={64}
      />
      <Textfield
        {...field('repeated')}
        type="password"
        autoComplete="new-password"
        maxLength={64}
        error={
          tried && !missing('repeated') && !isRepeated
            ? t('bankDesk.begin.notRepeated')
            : field('repeated').error
        }
      />
      {begin.isError && <ProblemAlert error={begin.error} />}
      <div>
        <Button type="submit" loading={begin.isPending}>
          {t('bankDesk.begin.button')}
        </Button>
      </div>
    </form>
  );
}
