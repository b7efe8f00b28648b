import { signing, upload, type Language } from '@segl/contracts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getJson } from './client.js';
import { endpoints } from './endpoints.js';

const pollMilliseconds = 1_000;

/** What the link tells; asked again while the document is being prepared. */
export function useInvitation(link: string) {
  return useQuery({
    queryKey: ['invitation', link],
    queryFn: ({ signal }) => getJson(signing.invitation, endpoints.invitation(link), { signal }),
    refetchInterval: (query) => (query.state.data?.orderState === 'preparing' ? pollMilliseconds : false),
  });
}

/** The pages to read; only for the person it is meant for. */
export function useInvitationDocument(
  link: string,
  options: { language: Language; when: 'granted' | 'later' },
) {
  return useQuery({
    queryKey: ['invitation-document', link, options.language],
    queryFn: ({ signal }) =>
      getJson(signing.invitationDocument, endpoints.invitationDocument(link, options.language), { signal }),
    // While the statement comes in another language, the pages stay.
    placeholderData: keepPreviousData,
    enabled: options.when === 'granted',
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Positioned text of one page. */
export function usePageText(link: string, pageNumber: number, options: { when: 'near' | 'later' }) {
  return useQuery({
    queryKey: ['page-text', link, pageNumber],
    queryFn: ({ signal }) => getJson(upload.pageText, endpoints.pageText(link, pageNumber), { signal }),
    enabled: options.when === 'near',
    staleTime: Number.POSITIVE_INFINITY,
  });
}

const running = new Set(['authorized', 'intent', 'signed']);

/** One attempt to sign; asked again while the signature is being made. */
export function useAttempt(link: string, attemptId: string | null) {
  return useQuery({
    queryKey: ['attempt', link, attemptId],
    queryFn: ({ signal }) =>
      getJson(signing.signingAttempt, endpoints.attempt(link, attemptId ?? ''), { signal }),
    enabled: attemptId !== null,
    refetchInterval: (query) => (running.has(query.state.data?.state ?? '') ? pollMilliseconds : false),
  });
}

/** What the signer gets after signing. */
export function useReceipt(link: string, options: { when: 'signed' | 'later' }) {
  return useQuery({
    queryKey: ['receipt', link],
    queryFn: ({ signal }) => getJson(signing.receipt, endpoints.receipt(link), { signal }),
    enabled: options.when === 'signed',
  });
}
