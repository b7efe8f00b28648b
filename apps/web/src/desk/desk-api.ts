import { desk } from '@segl/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import { getJson, post, postJson } from '../api/client.js';

/** Where the rooms answer the desk's pages. */
export const api = '/bankid/desk/api';
const customerPath = (id: string): string => `${api}/customers/${encodeURIComponent(id)}`;

/** Where an approval or a search may have changed: everything of the desk but who is logged in. */
export const allOfDesk = ['bank-desk', 'data'] as const;
const meKey = ['bank-desk', 'me'] as const;

/** Who is logged in at the desk; null when nobody is. */
export function useOfficer() {
  return useQuery({
    queryKey: meKey,
    queryFn: async ({ signal }) => (await getJson(desk.me, `${api}/me`, { signal })).officer,
    staleTime: 30_000,
  });
}

/** Begins a session. What the officer before has fetched is forgotten. */
export function useDeskLogIn() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (typed: z.input<typeof desk.logIn>) => postJson(desk.me, `${api}/log-in`, typed),
    onSuccess: async ({ officer }) => {
      queries.removeQueries({ queryKey: allOfDesk });
      queries.setQueryData(meKey, officer);
      await queries.invalidateQueries({ queryKey: meKey });
    },
  });
}

/** Ends the session; everything of the desk is forgotten here. */
export function useDeskLogOut() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => post(`${api}/log-out`, {}),
    onSuccess: () => {
      queries.setQueryData(meKey, null);
      queries.removeQueries({ queryKey: allOfDesk });
    },
  });
}

/** What waits for a second officer; asked again, since colleagues work at the same time. */
export function useWaitingActs() {
  return useQuery({
    queryKey: [...allOfDesk, 'acts'],
    queryFn: ({ signal }) => getJson(desk.acts, `${api}/acts`, { signal }),
    refetchInterval: 5_000,
  });
}

export function useCustomers(query: string) {
  return useQuery({
    queryKey: [...allOfDesk, 'customers', query],
    queryFn: ({ signal }) =>
      getJson(desk.customerList, `${api}/customers?q=${encodeURIComponent(query)}`, { signal }),
  });
}

/** A customer; asked of nobody while no officer is logged in. */
export function useCustomer(id: string, options: { when: 'logged-in' | 'later' }) {
  return useQuery({
    enabled: options.when === 'logged-in',
    queryKey: [...allOfDesk, 'customer', id],
    queryFn: ({ signal }) => getJson(desk.customer, customerPath(id), { signal }),
    refetchInterval: 5_000,
  });
}

export function useRegisterCustomer() {
  return useDeskMutation((facts: z.input<typeof desk.registerCustomer>) =>
    postJson(desk.registeredCustomer, `${api}/customers`, facts),
  );
}

export function useIdentityCheck(customerId: string) {
  return useDeskMutation((zone: string) => post(`${customerPath(customerId)}/identity-checks`, { zone }));
}

/** Does or proposes an act; tells which of both it was. */
export function useBeginAct(customerId: string) {
  return useDeskMutation((wanted: desk.BeginAct) =>
    postJson(desk.begunAct, `${customerPath(customerId)}/acts`, wanted),
  );
}

export function useDecideAct() {
  return useDeskMutation(({ id, ...body }: { id: string } & z.input<typeof desk.decideAct>) =>
    post(`${api}/acts/${encodeURIComponent(id)}/decision`, body),
  );
}

/** Something that changes what the desk shows: everything of it is asked for anew. */
export function useDeskMutation<Variables, Result>(mutationFn: (variables: Variables) => Promise<Result>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn,
    // Also after a refusal: it often means that the page shows what is no longer so.
    onSettled: () => queries.invalidateQueries({ queryKey: allOfDesk }),
  });
}
