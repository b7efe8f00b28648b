import {
  Alert,
  Button,
  Field,
  Heading,
  Label,
  Link,
  Paragraph,
  Select,
  ValidationMessage,
} from '@digdir/designsystemet-react';
import { signing } from '@segl/contracts';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link as RouterLink } from 'react-router';
import type { FieldProps } from './field-props.js';

/** What kind of document it is: a will is refused here already. */
export function KindPart({ form, change, errors }: FieldProps) {
  const { t } = useTranslation();
  return (
    <Field>
      <Label>{t('newOrder.kind.label')}</Label>
      <Select
        id="field-kind"
        value={form.kind}
        aria-invalid={errors.kind !== undefined}
        onChange={(event) => change({ kind: signing.documentKind.parse(event.currentTarget.value) })}
      >
        {signing.documentKind.options.map((kind) => (
          <Select.Option key={kind} value={kind}>
            {t(`newOrder.kind.${kind}`)}
          </Select.Option>
        ))}
      </Select>
      {form.kind === 'will' && (
        <ValidationMessage data-color="danger">
          {t('newOrder.errors.kind-will')} <WillHelp />
        </ValidationMessage>
      )}
    </Field>
  );
}

/** The text looks like a will: the sender says whether it is one. Nothing was sent yet. */
export function WillQuestion({ onAnswer }: { onAnswer: () => void }) {
  const { t } = useTranslation();
  const question = useRef<HTMLDivElement>(null);
  useEffect(() => question.current?.focus(), []);
  return (
    <Alert ref={question} tabIndex={-1} data-color="warning" role="alert">
      <Heading level={2} data-size="2xs">
        {t('newOrder.will.title')}
      </Heading>
      <Paragraph>{t('newOrder.will.text')}</Paragraph>
      <Paragraph>
        <WillHelp />
      </Paragraph>
      <Button variant="secondary" onClick={onAnswer}>
        {t('newOrder.will.notOne')}
      </Button>
    </Alert>
  );
}

function WillHelp() {
  const { t } = useTranslation();
  return (
    <Link asChild>
      <RouterLink to="/help#sign-wills">{t('newOrder.will.help')}</RouterLink>
    </Link>
  );
}
