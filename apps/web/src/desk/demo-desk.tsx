import { Heading, Paragraph } from '@digdir/designsystemet-react';
import { desk } from '@segl/contracts';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { getJson } from '../api/client.js';
import { CopyButton } from '../components/copy-button.js';
import { Facts } from '../components/facts.js';
import { Loading } from '../components/loading.js';
import { ProblemAlert } from '../components/problem-alert.js';
import { useLanguage } from '../i18n/use-language.js';
import { formatDate } from '../lib/format.js';

/** Demonstration only: officers with their codes, letters in the post, and invented passports to show at the desk. */
export function DemoDesk() {
  const { t } = useTranslation();
  const demo = useQuery({
    queryKey: ['demo-desk'],
    queryFn: ({ signal }) => getJson(desk.demoDesk, '/bankid/demo/desk', { signal }),
    refetchInterval: 5_000,
  });
  return (
    <>
      {demo.isPending && <Loading />}
      {demo.isError && <ProblemAlert error={demo.error} onRetry={() => void demo.refetch()} />}
      {demo.data !== undefined && (
        <>
          <Post post={demo.data.post} />
          <section className="desk-group" aria-labelledby="desk">
            <Heading level={2} data-size="sm" id="desk">
              {t('bankDesk.demo.officers')}
            </Heading>
            <Paragraph>
              {t('bankDesk.demo.officersText')} <Link to="/bank-desk">{t('bankDesk.demo.open')}</Link>
            </Paragraph>
            <ul className="people">
              {demo.data.officers.map((officer) => (
                <li key={officer.username}>
                  <Officer officer={officer} />
                </li>
              ))}
            </ul>
          </section>
          <Passports passports={demo.data.passports} />
        </>
      )}
    </>
  );
}

function Officer({ officer }: { officer: desk.DemoDesk['officers'][number] }) {
  const { t } = useTranslation();
  const { name, username, password, code, used } = officer;
  const copied = (value: string, what: string) => (
    <>
      <code>{value}</code>
      <CopyButton value={value} label={t('bankDesk.demo.copy', { what, name })} />
    </>
  );
  const roles = officer.roles.map((role) => t(`bankDesk.roles.${role}`)).join(', ');
  return (
    <article className="person" aria-label={name}>
      <Heading level={3} data-size="2xs">
        {name}
      </Heading>
      <Paragraph data-size="sm">
        {officer.bank}: {roles}
      </Paragraph>
      <Facts
        facts={[
          [t('bankDesk.logIn.username'), copied(username, t('bankDesk.logIn.username'))],
          [
            t('bankDesk.logIn.password'),
            password === null
              ? t('bankDesk.demo.ownPassword')
              : copied(password, t('bankDesk.logIn.password')),
          ],
          [t('bankDesk.logIn.code'), used ? t('bankDesk.demo.used') : copied(code, t('bankDesk.logIn.code'))],
        ]}
      />
    </article>
  );
}

function Post({ post }: { post: desk.DemoDesk['post'] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <section className="desk-group" aria-labelledby="post">
      <Heading level={2} data-size="sm" id="post">
        {t('bankDesk.demo.post')}
      </Heading>
      {post.length === 0 ? (
        <Paragraph className="desk-group__none">{t('bankDesk.demo.postNone')}</Paragraph>
      ) : (
        <ul className="rows">
          {post.map((letter) => (
            <li key={letter.id} className="row">
              <div className="row__main">
                <p className="row__title">
                  {t('bankDesk.demo.letter', { name: letter.recipient, bank: letter.bank })}
                </p>
                <Paragraph data-size="sm" className="row__facts">
                  {t('bankDesk.demo.letterUntil', { date: formatDate(language, letter.expiresAt) })}
                </Paragraph>
              </div>
              <p>
                {t('bankDesk.demo.letterCode')} <code>{letter.code}</code>
                <CopyButton
                  value={letter.code}
                  label={t('bankDesk.demo.copy', {
                    what: t('bankDesk.demo.letterCode'),
                    name: letter.recipient,
                  })}
                />
              </p>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Passports({ passports }: { passports: desk.DemoDesk['passports'] }) {
  const { t } = useTranslation();
  return (
    <section className="desk-group" aria-labelledby="passports">
      <Heading level={2} data-size="sm" id="passports">
        {t('bankDesk.demo.passports')}
      </Heading>
      <Paragraph>{t('bankDesk.demo.passportsText')}</Paragraph>
      <ul className="rows">
        {passports.map(({ name, nationalId, bank, zone }) => (
          <li key={nationalId} className="row">
            <div className="row__main">
              <p className="row__title">{name}</p>
              <Paragraph data-size="sm" className="row__facts">
                {bank === null ? t('bankDesk.demo.noBank', { nationalId }) : bank}
              </Paragraph>
              <code className="desk-zone-lines">{zone}</code>
            </div>
            <CopyButton
              value={zone}
              label={t('bankDesk.demo.copy', { what: t('bankDesk.passport.zone'), name })}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}
