import { language as languageSchema, type Language } from '@segl/contracts';
import { useTranslation } from 'react-i18next';

/** The language shown now. */
export function useLanguage(): Language {
  const { i18n } = useTranslation();
  const parsed = languageSchema.safeParse(i18n.language);
  return parsed.success ? parsed.data : 'nb';
}
