import { Button, Heading, Paragraph } from '@digdir/designsystemet-react';
import {
  ArrowRightIcon,
  FileCheckmarkIcon,
  PaperplaneIcon,
  PencilWritingIcon,
  TestFlaskIcon,
} from '@navikt/aksel-icons';
import { upload } from '@segl/contracts';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { z } from 'zod';
import { postJson } from '../api/client.js';
import { endpoints } from '../api/endpoints.js';
import { useMe } from '../api/use-me.js';
import { usePageTitle } from '../components/page.js';
import { ProblemAlert } from '../components/problem-alert.js';
import { useLanguage } from '../i18n/use-language.js';
import { linkTokenOf } from '../lib/link-token.js';

/** Of a new order only the invitation's address is needed here. */
const demoOrder = z.object({ parties: z.array(z.object({ link: z.string() })).min(1) });

/** What Segl is, and the doors into it. */
export function HomePage() {
  const { t } = useTranslation();
  const me = useMe();
  usePageTitle('');
  return (
    <div className="home">
      <section className="hero">
        <Heading level={1} data-size="xl">
          {t('home.title')}
        </Heading>
        <Paragraph className="page__lead" data-size="lg">
          {t('home.lead')}
        </Paragraph>
      </section>
      {me.data?.demo === true && <TryNow />}
      <ul className="doors">
        <Door to="/documents" icon={<PencilWritingIcon aria-hidden />} door="sign" />
        <Door to="/desk" icon={<PaperplaneIcon aria-hidden />} door="send" />
        <Door to="/verify" icon={<FileCheckmarkIcon aria-hidden />} door="verify" />
      </ul>
      <section className="how" aria-labelledby="how">
        <Heading level={2} data-size="md" id="how">
          {t('home.how.title')}
        </Heading>
        <ol>
          {(['read', 'confirm', 'prove', 'keep'] as const).map((step) => (
            <li key={step}>
              <Heading level={3} data-size="2xs">
                {t(`home.how.${step}.title`)}
              </Heading>
              <Paragraph>{t(`home.how.${step}.text`)}</Paragraph>
            </li>
          ))}
        </ol>
      </section>
    </div>
  );
}

function Door({ to, icon, door }: { to: string; icon: ReactNode; door: 'sign' | 'send' | 'verify' }) {
  const { t } = useTranslation();
  return (
    <li className="door">
      <span className="door__icon">{icon}</span>
      <Heading level={2} data-size="xs">
        <Link to={to}>{t(`home.${door}.title`)}</Link>
      </Heading>
      <Paragraph>{t(`home.${door}.text`)}</Paragraph>
      <ArrowRightIcon aria-hidden className="door__arrow" />
    </li>
  );
}

/** Demonstration only: an order to an invented person, made and opened by one click. */
function TryNow() {
  const { t } = useTranslation();
  const language = useLanguage();
  const navigate = useNavigate();
  const start = useMutation({
    mutationFn: (sample: upload.SampleDocument) =>
      postJson(demoOrder, endpoints.demoOrders, { sample, language }),
    onSuccess: (order) => navigate(`/sign/${linkTokenOf(order)}`),
  });
  const [first, ...others] = upload.sampleDocument.options;
  return (
    <section className="try" aria-labelledby="try">
      <div className="try__words">
        <Heading level={2} data-size="sm" id="try">
          <TestFlaskIcon aria-hidden /> {t('home.try.title')}
        </Heading>
        <Paragraph>{t('home.try.text')}</Paragraph>
        {first !== undefined && (
          <Button
            data-size="lg"
            loading={start.isPending && start.variables === first}
            onClick={() => {
              if (!start.isPending) start.mutate(first);
            }}
          >
            {t(`home.try.${first}`)}
          </Button>
        )}
      </div>
      <div className="try__others">
        <p>{t('home.try.others')}</p>
        <ul>
          {others.map((sample) => (
            <li key={sample}>
              <Button
                variant="tertiary"
                loading={start.isPending && start.variables === sample}
                onClick={() => {
                  if (!start.isPending) start.mutate(sample);
                }}
              >
                {t(`home.try.${sample}`)}
              </Button>
            </li>
          ))}
        </ul>
      </div>
      {start.isError && <ProblemAlert error={start.error} />}
    </section>
  );
}
