import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from 'react-router';
import { ApiError } from './api/api-error.js';
import { router } from './router.js';

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // A service that said no says it again; a line that dropped may come back.
      retry: (failures, error) =>
        failures < 2 && error instanceof ApiError && (error.status === 0 || error.status >= 502),
      staleTime: 5_000,
    },
  },
});

/** The whole web: data, routes and pages. */
export function App() {
  return (
    <QueryClientProvider client={queries}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  );
}
