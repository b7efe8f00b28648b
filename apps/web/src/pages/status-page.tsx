import { Alert, Heading, Paragraph, Tag } from '@digdir/designsystemet-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { endpoints } from '../api/endpoints.js';
import { ApiError } from '../api/api-error.js';
import { Loading } from '../components/loading.js';
import { Page } from '../components/page.js';
import { useLanguage } from '../i18n/use-language.js';
import { formatDateTime } from '../lib/format.js';

const check = z.object({ name: z.string(), ok: z.boolean(), detail: z.string().optional() });
/** `/ready` as each process answers it, also when it is not ready (503). */
const readiness = z.looseObject({
  checks: z.array(check.extend({ service: z.string().optional() })).optional(),
  services: z.record(z.string(), z.array(check)).optional(),
});

interface Room {
  name: string;
  ok: boolean;
}

async function askReady(signal: AbortSignal): Promise<{ rooms: Room[]; ok: boolean; at: string }> {
  let response: Response;
  try {
    response = await fetch(endpoints.ready, { signal, headers: { accept: 'application/json' } });
  } catch (cause) {
    throw new ApiError('web.offline', { cause });
  }
  const parsed = readiness.safeParse(await response.json().catch(() => null));
  const rooms: Room[] = [];
  if (parsed.success) {
    for (const [name, checks] of Object.entries(parsed.data.services ?? {})) {
      rooms.push({ name, ok: checks.every((one) => one.ok) });
    }
    for (const one of parsed.data.checks ?? []) {
      const name = one.service ?? one.name;
      const known = rooms.find((room) => room.name === name);
      if (known === undefined) rooms.push({ name, ok: one.ok });
      else known.ok &&= one.ok;
    }
  }
  return { rooms, ok: response.ok, at: new Date().toISOString() };
}

/** How the service is doing, asked every ten seconds. */
export function StatusPage() {
  const { t, i18n } = useTranslation();
  const language = useLanguage();
  const ready = useQuery({
    queryKey: ['ready'],
    queryFn: ({ signal }) => askReady(signal),
    refetchInterval: 10_000,
  });
  return (
    <Page title={t('status.title')} width="narrow">
      {ready.isPending && <Loading />}
      {ready.isError && (
        <Alert data-color="danger">
          <Heading level={2} data-size="xs">
            {t('status.noAnswer')}
          </Heading>
          <Paragraph>{t('errors.web.offline.advice')}</Paragraph>
        </Alert>
      )}
      {ready.data !== undefined && (
        <>
          <Alert data-color={ready.data.ok ? 'success' : 'warning'}>
            <Heading level={2} data-size="xs">
              {t(ready.data.ok ? 'status.good' : 'status.bad')}
            </Heading>
            <Paragraph>{t(ready.data.ok ? 'status.goodText' : 'status.badText')}</Paragraph>
          </Alert>
          <ul className="rows">
            {ready.data.rooms.map((room) => (
              <li key={room.name} className="row">
                <div className="row__main">
                  {i18n.exists(`status.rooms.${room.name}`) ? t(`status.rooms.${room.name}`) : room.name}
                </div>
                <Tag data-color={room.ok ? 'success' : 'warning'}>
                  {t(room.ok ? 'status.up' : 'status.down')}
                </Tag>
              </li>
            ))}
          </ul>
          <Paragraph data-size="sm">
            {t('status.at', { time: formatDateTime(language, ready.data.at) })}
          </Paragraph>
        </>
      )}
    </Page>
  );
}
