import { Textfield } from '@digdir/designsystemet-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { getJson } from '../api/client.js';
import { endpoints } from '../api/endpoints.js';
import { useProblemWords } from '../components/problem-alert.js';
import { osloDatePlus } from '../lib/format.js';
import { isOrganisationNumber } from '../lib/organisation-number.js';
import type { FieldProps } from './field-props.js';

const organisation = z.object({ organisationNumber: z.string(), name: z.string() });

/** Part 3: title, message, deadline, and the company that asks. */
export function SendPart({ form, change, errors }: FieldProps) {
  const { t } = useTranslation();
  const words = useProblemWords();
  const wrong = (key: string | undefined) => (key === undefined ? undefined : t(key));
  const organisationNumber = form.organisationNumber.replace(/\s/g, '');
  const company = useQuery({
    queryKey: ['company', organisationNumber],
    queryFn: ({ signal }) => getJson(organisation, endpoints.organisation(organisationNumber), { signal }),
    enabled: isOrganisationNumber(organisationNumber),
    staleTime: 600_000,
  });
  const now = new Date();
  return (
    <div className="stack">
      <Textfield
        id="field-title"
        label={t('newOrder.title')}
        description={t('newOrder.titleHint')}
        maxLength={80}
        value={form.title}
        error={wrong(errors.title)}
        onChange={(event) => change({ title: event.currentTarget.value })}
      />
      <Textfield
        id="field-message"
        multiline
        rows={3}
        label={t('newOrder.message')}
        counter={{ limit: 220, under: t('newOrder.counter.under'), over: t('newOrder.counter.over') }}
        value={form.message}
        error={wrong(errors.message)}
        onChange={(event) => change({ message: event.currentTarget.value })}
      />
      <Textfield
        id="field-deadline"
        className="field-short"
        type="date"
        label={t('newOrder.deadline')}
        description={t('newOrder.deadlineHint')}
        min={osloDatePlus(now, 1)}
        max={osloDatePlus(now, 90)}
        value={form.deadline}
        error={wrong(errors.deadline)}
        onChange={(event) => change({ deadline: event.currentTarget.value })}
      />
      <Textfield
        id="field-organisationNumber"
        className="field-short"
        label={t('newOrder.organisation')}
        description={t('newOrder.organisationHint')}
        inputMode="numeric"
        autoComplete="off"
        value={form.organisationNumber}
        error={wrong(errors.organisationNumber) ?? (company.isError ? words(company.error).title : undefined)}
        onChange={(event) => change({ organisationNumber: event.currentTarget.value })}
      />
      <p role="status" className="company-name">
        {company.data !== undefined && t('newOrder.company', { name: company.data.name })}
      </p>
    </div>
  );
}
