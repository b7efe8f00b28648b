import { Alert, Button, Dialog, Heading, Paragraph } from '@digdir/designsystemet-react';
import { signing } from '@segl/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { ApiError, problemAsError } from '../api/api-error.js';
import { getJson, post } from '../api/client.js';
import { endpoints } from '../api/endpoints.js';
import { CopyButton } from '../components/copy-button.js';
import { Facts } from '../components/facts.js';
import { Loading } from '../components/loading.js';
import { LockedNote } from '../components/locked-note.js';
import { LoginPrompt } from '../components/login-prompt.js';
import { Page } from '../components/page.js';
import { ProblemAlert } from '../components/problem-alert.js';
import { Progress } from '../components/progress.js';
import { StatusTag } from '../components/status-tag.js';
import { Timeline } from '../components/timeline.js';
import { useLanguage } from '../i18n/use-language.js';
import { formatDate, formatDateTime } from '../lib/format.js';

/** One order as its sender sees it; follows what happens. */
export function OrderPage() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const order = useQuery({
    queryKey: ['order', id],
    queryFn: ({ signal }) => getJson(signing.order, endpoints.order(id), { signal }),
    refetchInterval: (query) => {
      const state = query.state.data?.state;
      return state === 'preparing' ? 1_000 : state === 'open' ? 5_000 : false;
    },
  });
  if (order.data !== undefined) return <Order order={order.data} />;
  return (
    <Page title={t('order.title')} width="narrow">
      {order.isPending && <Loading />}
      {order.error instanceof ApiError && order.error.status === 401 ? (
        <LoginPrompt
          title={t('desk.login.title')}
          why={t('desk.login.why')}
          returnTo={`/desk/orders/${encodeURIComponent(id)}`}
        />
      ) : (
        order.isError && <ProblemAlert error={order.error} onRetry={() => void order.refetch()} />
      )}
    </Page>
  );
}

function Order({ order }: { order: signing.Order }) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <Page title={order.title} action={<StatusTag kind="order" state={order.state} />}>
      {order.state === 'preparing' && <Preparing order={order} />}
      {order.failure !== null && <ProblemAlert error={problemAsError(order.failure)} />}
      {order.state === 'completed' && <Alert data-color="success">{t('order.completed')}</Alert>}
      <div className="columns">
        <div className="columns__main">
          <section aria-labelledby="parties">
            <Heading level={2} data-size="xs" id="parties">
              {t('order.parties')}
            </Heading>
            <ul className="rows">
              {order.parties.map((party) => (
                <li key={party.id} className="row">
                  <div className="row__main">
                    <p className="row__title">{party.name}</p>
                    <Paragraph data-size="sm" className="row__facts">
                      {t('order.party', { date: formatDate(language, party.birthDate), email: party.email })}
                    </Paragraph>
                    {order.state === 'open' && (
                      <p className="invitation-link">
                        <span className="invitation-link__address">{party.link}</span>
                        <CopyButton
                          value={party.link}
                          label={t('order.copyLink', { name: party.name })}
                          text={t('order.copy')}
                        />
                      </p>
                    )}
                  </div>
                  <PartyTag order={order} party={party} />
                </li>
              ))}
            </ul>
          </section>
          <section aria-labelledby="files">
            <Heading level={2} data-size="xs" id="files">
              {t('order.files')}
            </Heading>
            <ul className="rows">
              {order.documents.map((document) => (
                <li key={document.id} className="row">
                  <div className="row__main">
                    <p className="row__title">{document.fileName}</p>
                    <Paragraph data-size="sm" className="row__facts">
                      {document.pageCount === null ? '' : t('order.pages', { count: document.pageCount })}
                    </Paragraph>
                    {document.locked && <LockedNote role="sender" />}
                  </div>
                  {order.state === 'completed' && (
                    <Button asChild variant="secondary">
                      <a href={endpoints.signedPdf(document.id)} download>
                        {t('order.downloadSigned')}
                      </a>
                    </Button>
                  )}
                </li>
              ))}
            </ul>
          </section>
          <section aria-labelledby="timeline">
            <Heading level={2} data-size="xs" id="timeline">
              {t('order.timeline')}
            </Heading>
            <Timeline entries={order.timeline} />
          </section>
        </div>
        <aside className="columns__side" aria-label={t('order.facts')}>
          <Facts
            facts={[
              [t('order.message'), order.message],
              [t('order.organisation'), order.organisationName],
              [t('order.created'), formatDateTime(language, order.createdAt)],
              [t('invitation.deadline'), formatDateTime(language, order.deadlineAt)],
              [
                t('order.completedAt'),
                order.completedAt === null ? null : formatDateTime(language, order.completedAt),
              ],
            ]}
          />
          {(order.state === 'open' || order.state === 'preparing') && <Cancel order={order} />}
        </aside>
      </div>
      <Link to="/desk" className="back">
        {t('order.back')}
      </Link>
    </Page>
  );
}

/** Whoever has not signed when the order ends is not invited any more: the tag tells how it ended. */
function PartyTag({ order, party }: { order: signing.Order; party: signing.Order['parties'][number] }) {
  const { state } = order;
  const hasEnded = state === 'cancelled' || state === 'expired' || state === 'failed';
  return hasEnded && party.state !== 'signed' ? (
    <StatusTag kind="order" state={state} />
  ) : (
    <StatusTag kind="party" state={party.state} />
  );
}

function Preparing({ order }: { order: signing.Order }) {
  const { t } = useTranslation();
  const document = order.documents[0];
  return (
    <div role="status">
      <Progress
        label={t('invitation.preparing')}
        value={document?.pagesRendered ?? 0}
        max={document?.pageCount ?? 0}
        text={
          document === undefined || document.pageCount === null
            ? t('invitation.preparingStart')
            : t('progress.pages', { done: document.pagesRendered, total: document.pageCount })
        }
      />
    </div>
  );
}

function Cancel({ order }: { order: signing.Order }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const dialog = useRef<HTMLDialogElement>(null);
  const cancel = useMutation({
    mutationFn: () => post(endpoints.cancelOrder(order.id), {}),
    onSuccess: async () => {
      dialog.current?.close();
      await queries.invalidateQueries({ queryKey: ['order', order.id] });
      await queries.invalidateQueries({ queryKey: ['orders'] });
    },
  });
  return (
    <>
      <Button variant="secondary" data-color="danger" onClick={() => dialog.current?.showModal()}>
        {t('order.cancel.button')}
      </Button>
      <Dialog ref={dialog} closeButton={t('dialog.close')} aria-labelledby="cancel-title">
        <Heading level={2} data-size="sm" id="cancel-title">
          {t('order.cancel.title')}
        </Heading>
        <Paragraph>{t('order.cancel.text')}</Paragraph>
        {cancel.isError && <ProblemAlert error={cancel.error} />}
        <div className="buttons">
          <Button data-color="danger" loading={cancel.isPending} onClick={() => cancel.mutate()}>
            {t('order.cancel.confirm')}
          </Button>
          <Button variant="secondary" data-color="neutral" onClick={() => dialog.current?.close()}>
            {t('order.cancel.keep')}
          </Button>
        </div>
      </Dialog>
    </>
  );
}
