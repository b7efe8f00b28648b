import { Button, Divider, Dropdown, Paragraph } from '@digdir/designsystemet-react';
import { LeaveIcon, ShieldCheckmarkIcon } from '@navikt/aksel-icons';
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useNavigate } from 'react-router';
import { loginUrl } from '../api/endpoints.js';
import { useLogout } from '../api/use-logout.js';
import { useMe } from '../api/use-me.js';
import { formatDate } from '../lib/format.js';
import { useLanguage } from '../i18n/use-language.js';

/** The shield: who is logged in, by which bank's BankID; or the way in. */
export function PersonMenu() {
  const { t } = useTranslation();
  const language = useLanguage();
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const me = useMe();
  const logout = useLogout();
  if (me.data === undefined) return null;
  const { person } = me.data;
  if (person === null) {
    return (
      <Button asChild variant="secondary" className="person-login">
        <a href={loginUrl(pathname === '/' ? '/documents' : pathname)}>{t('nav.login')}</a>
      </Button>
    );
  }
  return (
    <Dropdown.TriggerContext>
      <Dropdown.Trigger variant="secondary" data-color="neutral" className="person-shield">
        <ShieldCheckmarkIcon aria-hidden />
        <span className="person-shield__name">{person.givenName.split(' ')[0]}</span>
        <span className="ds-sr-only">{t('nav.person')}</span>
      </Dropdown.Trigger>
      <Dropdown className="person-card" placement="bottom-end">
        <Paragraph className="person-card__name">{person.name}</Paragraph>
        <Paragraph data-size="sm">
          {t('nav.born', { date: formatDate(language, person.birthDate) })}
        </Paragraph>
        <Paragraph data-size="sm">{t('nav.bank', { bank: person.bank })}</Paragraph>
        <Paragraph data-size="sm">
          <Link to="/my-bankid">{t('myBankid.title')}</Link>
        </Paragraph>
        <Divider />
        <Button
          variant="tertiary"
          data-color="neutral"
          onClick={() => logout.mutate(undefined, { onSuccess: () => void navigate('/') })}
        >
          <LeaveIcon aria-hidden />
          {t('nav.logout')}
        </Button>
      </Dropdown>
    </Dropdown.TriggerContext>
  );
}
