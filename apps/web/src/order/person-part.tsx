import { Field, Label, Select, Textfield } from '@digdir/designsystemet-react';
import { language as languageSchema } from '@segl/contracts';
import { useTranslation } from 'react-i18next';
import { languages } from '../i18n/setup.js';
import type { FieldProps } from './field-props.js';

/** Part 2: who shall sign. */
export function PersonPart({ form, change, errors }: FieldProps) {
  const { t } = useTranslation();
  const wrong = (key: string | undefined) => (key === undefined ? undefined : t(key));
  return (
    <div className="stack">
      <Textfield
        id="field-name"
        label={t('newOrder.name')}
        autoComplete="off"
        value={form.name}
        error={wrong(errors.name)}
        onChange={(event) => change({ name: event.currentTarget.value })}
      />
      <Textfield
        id="field-person"
        label={t('newOrder.person')}
        description={t('newOrder.personHint')}
        inputMode="numeric"
        autoComplete="off"
        value={form.person}
        error={wrong(errors.person)}
        onChange={(event) => change({ person: event.currentTarget.value })}
      />
      <Textfield
        id="field-email"
        type="email"
        label={t('newOrder.email')}
        autoComplete="off"
        value={form.email}
        error={wrong(errors.email)}
        onChange={(event) => change({ email: event.currentTarget.value })}
      />
      <Field>
        <Label>{t('newOrder.language')}</Label>
        <Select
          value={form.language}
          onChange={(event) => change({ language: languageSchema.parse(event.currentTarget.value) })}
        >
          {languages.map((language) => (
            <Select.Option key={language} value={language}>
              {t(`languages.${language}`)}
            </Select.Option>
          ))}
        </Select>
      </Field>
    </div>
  );
}
