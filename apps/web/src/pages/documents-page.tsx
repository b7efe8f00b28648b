import { Button, Field, Input, Label, Paragraph } from '@digdir/designsystemet-react';
import { FileTextIcon } from '@navikt/aksel-icons';
import { signing } from '@segl/contracts';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { getJson } from '../api/client.js';
import { endpoints } from '../api/endpoints.js';
import { useMe } from '../api/use-me.js';
import { EmptyState } from '../components/empty-state.js';
import { Loading } from '../components/loading.js';
import { LoginPrompt } from '../components/login-prompt.js';
import { Page } from '../components/page.js';
import { ProblemAlert } from '../components/problem-alert.js';
import { useLanguage } from '../i18n/use-language.js';
import { formatDateTime } from '../lib/format.js';

/** My documents: what the person has signed or had signed, whichever BankID they used. */
export function DocumentsPage() {
  const { t } = useTranslation();
  const me = useMe();
  return (
    <Page title={t('nav.documents')} lead={t('documents.lead')}>
      {me.isPending && <Loading />}
      {me.isError && <ProblemAlert error={me.error} onRetry={() => void me.refetch()} />}
      {me.data?.person === null && (
        <LoginPrompt
          title={t('documents.login.title')}
          why={t('documents.login.why')}
          returnTo="/documents"
        />
      )}
      {me.data !== undefined && me.data.person !== null && <DocumentList />}
    </Page>
  );
}

function DocumentList() {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const query = useDeferredValue(typed.trim());
  const list = useInfiniteQuery({
    queryKey: ['documents', query],
    initialPageParam: null as string | null,
    queryFn: ({ signal, pageParam }) => {
      const parameters = new URLSearchParams();
      if (query !== '') parameters.set('query', query);
      if (pageParam !== null) parameters.set('cursor', pageParam);
      return getJson(signing.documentList, `${endpoints.documents}?${parameters.toString()}`, { signal });
    },
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: (earlier) => earlier,
  });
  const documents = list.data?.pages.flatMap((page) => page.documents) ?? [];
  const searching = query !== '';
  return (
    <>
      {(searching || documents.length > 0) && (
        <Field className="search-field">
          <Label>{t('documents.search')}</Label>
          <Input type="search" value={typed} onChange={(event) => setTyped(event.currentTarget.value)} />
        </Field>
      )}
      {list.isPending && <Loading />}
      {list.isError && <ProblemAlert error={list.error} onRetry={() => void list.refetch()} />}
      {list.isSuccess && documents.length === 0 && (
        <EmptyState
          title={t(searching ? 'documents.none.title' : 'documents.empty.title')}
          text={t(searching ? 'documents.none.text' : 'documents.empty.text', { query })}
        />
      )}
      <p role="status" className="ds-sr-only">
        {list.isSuccess && t('documents.count', { count: documents.length })}
      </p>
      {documents.length > 0 && (
        <ul className="rows">
          {documents.map((document) => (
            <DocumentRow key={`${document.documentId}-${document.role}`} document={document} />
          ))}
        </ul>
      )}
      {list.hasNextPage && (
        <Button
          variant="secondary"
          loading={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          {t('documents.more')}
        </Button>
      )}
    </>
  );
}

function DocumentRow({ document }: { document: signing.DocumentList['documents'][number] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <li className="row">
      <FileTextIcon aria-hidden className="row__icon" />
      <div className="row__main">
        <Link to={`/documents/${document.documentId}`} className="row__title">
          {document.title}
        </Link>
        <Paragraph data-size="sm" className="row__facts">
          {t(document.role === 'signer' ? 'documents.row.signed' : 'documents.row.sent', {
            time: formatDateTime(language, document.signedAt),
            from: document.organisationName ?? document.senderName,
          })}
        </Paragraph>
        {document.locked && (
          <Paragraph data-size="sm" className="row__facts">
            {t(document.role === 'sender' ? 'document.lockedSender' : 'document.locked')}
          </Paragraph>
        )}
      </div>
      <Button asChild variant="tertiary">
        <a
          href={endpoints.signedPdf(document.documentId)}
          download
          aria-label={t('documents.row.download', { title: document.title })}
        >
          {t('documents.download')}
        </a>
      </Button>
    </li>
  );
}
