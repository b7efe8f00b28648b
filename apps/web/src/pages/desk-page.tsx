import { Button, Heading, Paragraph } from '@digdir/designsystemet-react';
import { PlusIcon } from '@navikt/aksel-icons';
import { signing } from '@segl/contracts';
import { useInfiniteQuery } from '@tanstack/react-query';
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
import { StatusTag } from '../components/status-tag.js';
import { useLanguage } from '../i18n/use-language.js';
import { formatDate } from '../lib/format.js';
import { groupOrders, type OrderSummary } from '../lib/group-orders.js';

/** The sender's desk: what needs attention, what is awaited, what is done. */
export function DeskPage() {
  const { t } = useTranslation();
  const me = useMe();
  const loggedIn = me.data !== undefined && me.data.person !== null;
  return (
    <Page
      title={t('desk.title')}
      lead={t('desk.lead')}
      action={
        loggedIn && (
          <Button asChild>
            <Link to="/desk/new">
              <PlusIcon aria-hidden />
              {t('desk.new')}
            </Link>
          </Button>
        )
      }
    >
      {me.isPending && <Loading />}
      {me.isError && <ProblemAlert error={me.error} onRetry={() => void me.refetch()} />}
      {me.data?.person === null && (
        <LoginPrompt title={t('desk.login.title')} why={t('desk.login.why')} returnTo="/desk" />
      )}
      {loggedIn && <Orders />}
    </Page>
  );
}

function Orders() {
  const { t } = useTranslation();
  const list = useInfiniteQuery({
    queryKey: ['orders'],
    initialPageParam: null as string | null,
    queryFn: ({ signal, pageParam }) =>
      getJson(
        signing.orderList,
        pageParam === null ? endpoints.orders : `${endpoints.orders}?cursor=${encodeURIComponent(pageParam)}`,
        { signal },
      ),
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: 15_000,
  });
  if (list.isPending) return <Loading />;
  if (list.isError) return <ProblemAlert error={list.error} onRetry={() => void list.refetch()} />;
  const orders = list.data.pages.flatMap((page) => page.orders);
  if (orders.length === 0) {
    return (
      <EmptyState
        title={t('desk.empty.title')}
        text={t('desk.empty.text')}
        action={
          <Button asChild>
            <Link to="/desk/new">{t('desk.empty.action')}</Link>
          </Button>
        }
      />
    );
  }
  const groups = groupOrders(orders, new Date());
  return (
    <>
      {(['attention', 'waiting', 'done'] as const).map((group) => (
        <section key={group} className="desk-group" aria-labelledby={`group-${group}`}>
          <Heading level={2} data-size="xs" id={`group-${group}`}>
            {t(`desk.${group}.title`)} <span className="desk-group__count">{groups[group].length}</span>
          </Heading>
          {groups[group].length === 0 ? (
            <Paragraph className="desk-group__none">{t(`desk.${group}.none`)}</Paragraph>
          ) : (
            <ul className="rows">
              {groups[group].map((order) => (
                <OrderRow key={order.id} order={order} />
              ))}
            </ul>
          )}
        </section>
      ))}
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

function OrderRow({ order }: { order: OrderSummary }) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <li className="row">
      <div className="row__main">
        <Link to={`/desk/orders/${order.id}`} className="row__title">
          {order.title}
        </Link>
        <Paragraph data-size="sm" className="row__facts">
          {t('desk.row', {
            names: order.parties.map((party) => party.name).join(', '),
            deadline: formatDate(language, order.deadlineAt),
          })}
        </Paragraph>
      </div>
      <StatusTag kind="order" state={order.state} />
    </li>
  );
}
