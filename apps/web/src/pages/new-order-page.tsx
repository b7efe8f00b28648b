import { Button, ErrorSummary, Heading } from '@digdir/designsystemet-react';
import { PaperplaneIcon } from '@navikt/aksel-icons';
import { signing } from '@segl/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState, type ComponentRef, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { asApiError } from '../api/api-error.js';
import { postJson } from '../api/client.js';
import { endpoints } from '../api/endpoints.js';
import { useMe } from '../api/use-me.js';
import { useIntake, useTicket } from '../api/use-upload.js';
import { Loading } from '../components/loading.js';
import { LoginPrompt } from '../components/login-prompt.js';
import { Page } from '../components/page.js';
import { ProblemAlert } from '../components/problem-alert.js';
import { useLanguage } from '../i18n/use-language.js';
import { DocumentPart } from '../order/document-part.js';
import { KindPart, WillQuestion } from '../order/kind-part.js';
import {
  checkForm,
  formFields,
  orderRequest,
  stillWrong,
  useOrderForm,
  type FormErrors,
} from '../order/order-form.js';
import { PersonPart } from '../order/person-part.js';
import { SendPart } from '../order/send-part.js';

/** A new order: document, person, send; all on one page. */
export function NewOrderPage() {
  const { t } = useTranslation();
  const me = useMe();
  return (
    <Page title={t('newOrder.heading')} lead={t('newOrder.lead')} width="narrow">
      {me.isPending && <Loading />}
      {me.isError && <ProblemAlert error={me.error} onRetry={() => void me.refetch()} />}
      {me.data?.person === null && (
        <LoginPrompt title={t('desk.login.title')} why={t('desk.login.why')} returnTo="/desk/new" />
      )}
      {me.data !== undefined && me.data.person !== null && <NewOrder />}
    </Page>
  );
}

function NewOrder() {
  const { t } = useTranslation();
  const language = useLanguage();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { form, change, forget } = useOrderForm(language);
  const ticket = useTicket({ when: 'logged-in' });
  const intake = useIntake(ticket.data, form.intakeId);
  const [found, setFound] = useState<FormErrors>({});
  const summary = useRef<ComponentRef<typeof ErrorSummary>>(null);
  const send = useMutation({
    mutationFn: () => postJson(signing.order, endpoints.orders, orderRequest(form, new Date())),
    onSuccess: async (order) => {
      forget();
      queries.setQueryData(['order', order.id], order);
      await navigate(`/desk/orders/${order.id}`);
    },
  });
  const document =
    form.intakeId === null ? 'missing' : intake.data?.state === 'ready' ? 'ready' : 'not-ready';
  // What was found wrong at the last try goes away as it is mended; nothing new is complained of while typing.
  const errors = stillWrong(found, checkForm(form, document, new Date()));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (send.isPending) return;
    const now = checkForm(form, document, new Date());
    setFound(now);
    if (Object.keys(now).length === 0) send.mutate();
    else requestAnimationFrame(() => summary.current?.focus());
  };
  const asksAboutWill = send.isError && asApiError(send.error).code === 'signing.looks-like-will';
  const wrong = formFields.filter((field) => errors[field] !== undefined);
  return (
    <form noValidate onSubmit={submit} className="new-order">
      {wrong.length > 0 && (
        <ErrorSummary ref={summary} tabIndex={-1}>
          <ErrorSummary.Heading>{t('newOrder.errors.heading')}</ErrorSummary.Heading>
          <ErrorSummary.List>
            {wrong.map((field) => (
              <ErrorSummary.Item key={field}>
                <ErrorSummary.Link href={`#field-${field}`}>{t(errors[field] ?? '')}</ErrorSummary.Link>
              </ErrorSummary.Item>
            ))}
          </ErrorSummary.List>
        </ErrorSummary>
      )}
      <Part number={1} id="field-document" title={t('newOrder.parts.document')}>
        {ticket.isError && <ProblemAlert error={ticket.error} onRetry={() => void ticket.refetch()} />}
        {intake.isError && <ProblemAlert error={intake.error} onRetry={() => change({ intakeId: null })} />}
        <DocumentPart form={form} change={change} ticket={ticket.data} intake={intake.data} />
        {errors.document !== undefined && <p className="field-error">{t(errors.document)}</p>}
        <KindPart form={form} change={change} errors={errors} />
      </Part>
      <Part number={2} id="part-person" title={t('newOrder.parts.person')}>
        <PersonPart form={form} change={change} errors={errors} />
      </Part>
      <Part number={3} id="part-send" title={t('newOrder.parts.send')}>
        <SendPart form={form} change={change} errors={errors} />
      </Part>
      {asksAboutWill && (
        <WillQuestion
          onAnswer={() => {
            change({ notAWill: form.intakeId });
            send.reset();
          }}
        />
      )}
      {send.isError && !asksAboutWill && <ProblemAlert error={send.error} />}
      <div className="buttons">
        <Button type="submit" data-size="lg" loading={send.isPending}>
          <PaperplaneIcon aria-hidden />
          {t('newOrder.send')}
        </Button>
      </div>
    </form>
  );
}

interface PartProps {
  number: number;
  id: string;
  title: string;
  children: ReactNode;
}

function Part({ number, id, title, children }: PartProps) {
  return (
    <section className="part" id={id} tabIndex={-1} aria-labelledby={`${id}-heading`}>
      <Heading level={2} data-size="sm" id={`${id}-heading`}>
        <span className="part__number" aria-hidden>
          {number}
        </span>
        {title}
      </Heading>
      <div className="part__body">{children}</div>
    </section>
  );
}
