import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where the services answer while the web is developed on its own (`npm run -w @segl/web dev`). */
const services = process.env['SEGL_DEV_SERVICES'] ?? 'http://localhost:3000';
const rooms = ['/upload', '/signing', '/bankid', '/registry', '/trust', '/health', '/ready'];

export default defineConfig({
  plugins: [react()],
  // Our own packages are read from their sources, so that the build needs nothing built before it.
  resolve: { conditions: ['@segl/source', 'module', 'browser', 'development|production'] },
  server: { proxy: Object.fromEntries(rooms.map((room) => [room, services])) },
  build: {
    outDir: 'dist',
    // The content security policy admits files of our own only: nothing is inlined, no polyfill is injected.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    target: 'es2022',
    // The BankID app is a page of its own, so that a phone keeps nothing of the rest.
    rolldownOptions: { input: ['index.html', 'app.html'] },
  },
});
