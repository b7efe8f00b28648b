import { holder } from '@segl/contracts';
import {
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
  type QueryClient,
} from '@tanstack/react-query';
import { getJson, postJson } from '../api/client.js';
import { endpoints } from '../api/endpoints.js';

/** Shorter than a ticket lives. */
const ticketMilliseconds = 4 * 60_000;

/** A ticket to the bank's own pages, in the name of whoever is logged in. */
export function ticketOf(queries: QueryClient): Promise<holder.HolderTicket> {
  return queries.fetchQuery({
    queryKey: ['bankid-ticket'],
    queryFn: ({ signal }) => postJson(holder.holderTicket, endpoints.bankidTickets, {}, { signal }),
    staleTime: ticketMilliseconds,
  });
}

/** The holder's BankIDs, at all banks. */
export function useHeldBankIds() {
  const queries = useQueryClient();
  return useQuery({
    queryKey: ['held-bankids'],
    queryFn: async ({ signal }) => {
      const { ticket, bankidUrl } = await ticketOf(queries);
      return getJson(holder.heldBankIds, `${bankidUrl}/holder/bankids`, { signal, ticket });
    },
  });
}

/** Log-ins, signings and changes, newest first. */
export function useHistory() {
  const queries = useQueryClient();
  return useInfiniteQuery({
    queryKey: ['bankid-history'],
    initialPageParam: null as string | null,
    queryFn: async ({ signal, pageParam }) => {
      const { ticket, bankidUrl } = await ticketOf(queries);
      const query = pageParam === null ? '' : `?cursor=${encodeURIComponent(pageParam)}`;
      return getJson(holder.history, `${bankidUrl}/holder/history${query}`, { signal, ticket });
    },
    getNextPageParam: (page) => page.nextCursor,
  });
}

/** One use, with the BankID it was of. */
export function useUse(useId: string) {
  const queries = useQueryClient();
  return useQuery({
    queryKey: ['bankid-use', useId],
    queryFn: async ({ signal }) => {
      const { ticket, bankidUrl } = await ticketOf(queries);
      const address = `${bankidUrl}/holder/uses/${encodeURIComponent(useId)}`;
      return getJson(holder.useWithBankId, address, { signal, ticket });
    },
  });
}

/** "This was not me." */
export function useDenial() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (useId: string) => {
      const { ticket, bankidUrl } = await ticketOf(queries);
      const address = `${bankidUrl}/holder/uses/${encodeURIComponent(useId)}/denial`;
      return postJson(holder.useWithBankId, address, {}, { ticket });
    },
    onSuccess: async (answer) => {
      queries.setQueryData(['bankid-use', answer.use.id], answer);
      await queries.invalidateQueries({ queryKey: ['bankid-history'] });
    },
  });
}

/** Blocks a BankID for good. */
export function useBlock() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (bankIdId: string) => {
      const { ticket, bankidUrl } = await ticketOf(queries);
      const address = `${bankidUrl}/holder/bankids/${encodeURIComponent(bankIdId)}/block`;
      return postJson(holder.heldBankId, address, {}, { ticket });
    },
    onSuccess: async () => {
      await Promise.all(
        ['held-bankids', 'bankid-history', 'bankid-use'].map((key) =>
          queries.invalidateQueries({ queryKey: [key] }),
        ),
      );
    },
  });
}

/** The banks, for anybody. */
export function useBanks() {
  return useQuery({
    queryKey: ['banks'],
    queryFn: ({ signal }) => getJson(holder.bankList, endpoints.banks, { signal }),
    staleTime: 600_000,
  });
}
