import { useMutation, useQueryClient } from '@tanstack/react-query';
import { post } from './client.js';
import { endpoints } from './endpoints.js';

/** Ends the session here; everything fetched for the person is forgotten. */
export function useLogout() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => post(endpoints.logout, {}),
    onSuccess: async () => {
      queries.removeQueries({ predicate: (query) => query.queryKey[0] !== 'me' });
      await queries.invalidateQueries();
    },
  });
}
