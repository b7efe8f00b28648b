import { Field, Heading, Input, Label, Paragraph, Table } from '@digdir/designsystemet-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import { EmptyState } from '../components/empty-state.js';
import { Page } from '../components/page.js';
import { bankIdCodes, problemCodes } from '../lib/known-codes.js';
import { matches } from '../lib/search.js';

/** Every code, with what happened and what to do. */
export function ErrorCodesPage() {
  const { t } = useTranslation();
  const { hash } = useLocation();
  const [query, setQuery] = useState('');
  useEffect(() => {
    const row = hash === '' ? null : document.getElementById(decodeURIComponent(hash.slice(1)));
    row?.scrollIntoView({ block: 'center' });
    row?.focus({ preventScroll: true });
  }, [hash]);
  const values = { bank: t('problem.yourBank') };
  const rows = [
    ...bankIdCodes.map((code) => ({ code, key: `bankIdErrors.${code}` })),
    ...problemCodes.map((code) => ({ code, key: `errors.${code}` })),
  ].filter(({ code, key }) =>
    matches(query, `${code} ${t(`${key}.title`, values)} ${t(`${key}.advice`, values)}`),
  );
  return (
    <Page title={t('codes.title')} lead={t('codes.lead')}>
      <Field className="search-field">
        <Label>{t('codes.search')}</Label>
        <Input type="search" value={query} onChange={(event) => setQuery(event.currentTarget.value)} />
      </Field>
      {rows.length === 0 ? (
        <EmptyState title={t('codes.none')} text={t('codes.noneText')} />
      ) : (
        <div className="table-scroll" role="region" aria-label={t('codes.title')} tabIndex={0}>
          <Table className="codes" data-color="neutral" zebra>
            <Table.Head>
              <Table.Row>
                <Table.HeaderCell>{t('codes.code')}</Table.HeaderCell>
                <Table.HeaderCell>{t('codes.what')}</Table.HeaderCell>
                <Table.HeaderCell>{t('codes.advice')}</Table.HeaderCell>
              </Table.Row>
            </Table.Head>
            <Table.Body>
              {rows.map(({ code, key }) => (
                <Table.Row key={code} id={code} tabIndex={-1} data-marked={hash === `#${code}` || undefined}>
                  <Table.HeaderCell scope="row">
                    <code>{code}</code>
                  </Table.HeaderCell>
                  <Table.Cell>{t(`${key}.title`, values)}</Table.Cell>
                  <Table.Cell>{t(`${key}.advice`, values)}</Table.Cell>
                </Table.Row>
              ))}
            </Table.Body>
          </Table>
        </div>
      )}
      <Paragraph>
        <Link to="/help">{t('codes.back')}</Link>
      </Paragraph>
      <Heading level={2} data-size="xs">
        {t('codes.unknown.title')}
      </Heading>
      <Paragraph>{t('codes.unknown.text')}</Paragraph>
    </Page>
  );
}
