import { useEffect, useRef } from 'react';
import { useLocation } from 'react-router';

/** Moves focus to the new page's content when a link inside the web was followed, so that screen readers read on there. */
export function useFocusOnNavigation(): void {
  const { pathname } = useLocation();
  const shown = useRef(pathname);
  useEffect(() => {
    if (shown.current === pathname) return;
    shown.current = pathname;
    document.getElementById('content')?.focus({ preventScroll: true });
  }, [pathname]);
}
