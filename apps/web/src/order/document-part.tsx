import {
  Button,
  Fieldset,
  Label,
  Field,
  Radio,
  Select,
  Textarea,
  Textfield,
} from '@digdir/designsystemet-react';
import { upload, type signing } from '@segl/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { postJson } from '../api/client.js';
import { ticketQuery, useKeepIntake } from '../api/use-upload.js';
import { FileDrop } from '../components/file-drop.js';
import { ProblemAlert } from '../components/problem-alert.js';
import { Progress } from '../components/progress.js';
import { useLanguage } from '../i18n/use-language.js';
import { formatBytes } from '../lib/format.js';
import { uploadFile } from '../lib/upload-file.js';
import { IntakeView } from './intake-view.js';
import type { OrderForm } from './order-form.js';

export interface DocumentPartProps {
  form: OrderForm;
  change: (changes: Partial<OrderForm>) => void;
  ticket: signing.UploadTicket | undefined;
  intake: upload.Intake | undefined;
}

/** Part 1: a file, a text typed here, or a sample; and how it looks. */
export function DocumentPart({ form, change, ticket, intake }: DocumentPartProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const queries = useQueryClient();
  const keep = useKeepIntake();
  const [sent, setSent] = useState<{ bytes: number; total: number } | null>(null);
  const taken = (answer: upload.Intake) => {
    keep(answer);
    const name =
      form.source === 'text'
        ? form.textTitle
        : form.source === 'sample'
          ? t(`samples.${form.sample}`)
          : answer.fileName.replace(/\.[a-z0-9]+$/i, '');
    change({ intakeId: answer.id, ...(form.title.trim() === '' ? { title: name.slice(0, 80) } : {}) });
  };
  const file = useMutation({
    mutationFn: async (chosen: File) => {
      // A quick hand may choose a file before the ticket has come.
      const held = ticket ?? (await queries.ensureQueryData(ticketQuery));
      setSent({ bytes: 0, total: chosen.size });
      return uploadFile({
        url: `${held.uploadUrl}/intakes`,
        file: chosen,
        schema: upload.intake,
        ticket: held.ticket,
        onProgress: (bytes, total) => setSent({ bytes, total }),
      });
    },
    onSuccess: taken,
    onSettled: () => setSent(null),
  });
  const typed = useMutation({
    mutationFn: () =>
      postJson(
        upload.intake,
        `${ticket?.uploadUrl ?? ''}/intakes/text`,
        { title: form.textTitle.trim(), format: form.textFormat, text: form.text, language },
        { ticket: ticket?.ticket },
      ),
    onSuccess: taken,
  });
  const sample = useMutation({
    mutationFn: () =>
      postJson(
        upload.intake,
        `${ticket?.uploadUrl ?? ''}/intakes/sample`,
        { sample: form.sample, language },
        { ticket: ticket?.ticket },
      ),
    onSuccess: taken,
  });
  const failed = { file, text: typed, sample }[form.source];
  if (form.intakeId !== null) {
    return (
      <IntakeView
        ticket={ticket}
        intake={intake}
        onOther={() => {
          file.reset();
          typed.reset();
          sample.reset();
          change({ intakeId: null });
        }}
      />
    );
  }
  return (
    <>
      <Fieldset>
        <Fieldset.Legend>{t('newOrder.source.legend')}</Fieldset.Legend>
        <div className="radio-row">
          {(['file', 'text', 'sample'] as const).map((source) => (
            <Radio
              key={source}
              name="source"
              value={source}
              label={t(`newOrder.source.${source}`)}
              checked={form.source === source}
              onChange={() => change({ source })}
            />
          ))}
        </div>
      </Fieldset>
      {form.source === 'file' &&
        (sent !== null ? (
          <Progress
            label={t('newOrder.file.sending')}
            value={sent.bytes}
            max={sent.total}
            text={t('progress.bytes', {
              done: formatBytes(language, sent.bytes),
              total: formatBytes(language, sent.total),
            })}
          />
        ) : (
          <FileDrop
            label={t('newOrder.file.label')}
            hint={t('newOrder.file.hint', {
              max: ticket === undefined ? '' : formatBytes(language, ticket.maxBytes),
            })}
            button={t('newOrder.file.button')}
            accept=".pdf,.txt,.md,.png,.jpg,.jpeg,application/pdf,text/plain,text/markdown,image/png,image/jpeg"
            onFile={(chosen) => file.mutate(chosen)}
          />
        ))}
      {form.source === 'text' && (
        <div className="stack">
          <Textfield
            label={t('newOrder.text.title')}
            value={form.textTitle}
            maxLength={80}
            onChange={(event) => change({ textTitle: event.currentTarget.value })}
          />
          <Field>
            <Label>{t('newOrder.text.format')}</Label>
            <Select
              value={form.textFormat}
              onChange={(event) =>
                change({ textFormat: event.currentTarget.value === 'plain' ? 'plain' : 'markdown' })
              }
            >
              <Select.Option value="markdown">{t('newOrder.text.markdown')}</Select.Option>
              <Select.Option value="plain">{t('newOrder.text.plain')}</Select.Option>
            </Select>
          </Field>
          <Field>
            <Label>{t('newOrder.text.body')}</Label>
            <Textarea
              rows={10}
              value={form.text}
              onChange={(event) => change({ text: event.currentTarget.value })}
            />
          </Field>
          <div>
            <Button
              variant="secondary"
              loading={typed.isPending}
              disabled={form.text.trim() === '' || form.textTitle.trim() === '' || ticket === undefined}
              onClick={() => typed.mutate()}
            >
              {t('newOrder.text.make')}
            </Button>
          </div>
        </div>
      )}
      {form.source === 'sample' && (
        <div className="stack">
          <Field>
            <Label>{t('newOrder.sample.label')}</Label>
            <Select
              value={form.sample}
              onChange={(event) => change({ sample: upload.sampleDocument.parse(event.currentTarget.value) })}
            >
              {upload.sampleDocument.options.map((option) => (
                <Select.Option key={option} value={option}>
                  {t(`samples.${option}`)}
                </Select.Option>
              ))}
            </Select>
          </Field>
          <div>
            <Button
              variant="secondary"
              loading={sample.isPending}
              disabled={ticket === undefined}
              onClick={() => sample.mutate()}
            >
              {t('newOrder.sample.use')}
            </Button>
          </div>
        </div>
      )}
      {failed.isError && <ProblemAlert error={failed.error} />}
    </>
  );
}
