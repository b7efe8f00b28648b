import { language as languageSchema } from '@segl/contracts';
import { GlobeIcon } from '@navikt/aksel-icons';
import { useTranslation } from 'react-i18next';
import { languages, setLanguage } from '../i18n/setup.js';
import { useLanguage } from '../i18n/use-language.js';

const names = { nb: 'Bokmål', nn: 'Nynorsk', en: 'English' } as const;

/** Chooses among the three languages; each is named in itself. */
export function LanguageSelect() {
  const { t } = useTranslation();
  const chosen = useLanguage();
  return (
    <label className="language-select">
      <GlobeIcon aria-hidden />
      <span className="ds-sr-only">{t('nav.language')}</span>
      <select
        value={chosen}
        onChange={(event) => void setLanguage(languageSchema.parse(event.currentTarget.value))}
      >
        {languages.map((language) => (
          <option key={language} value={language} lang={language}>
            {names[language]}
          </option>
        ))}
      </select>
    </label>
  );
}
