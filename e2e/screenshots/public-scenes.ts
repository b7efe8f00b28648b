import { expect, looks, type Scene, type Stage } from './stage.js';

/** A page that shows the same to everybody. */
const plain =
  (name: string, path: string): Scene =>
  async (stage) => {
    const visitor = await stage.visitor();
    await visitor.open(path);
    await expect(visitor.page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(visitor.page.locator('.loading')).toHaveCount(0);
    await stage.picture(visitor, name);
  };

/** Pages that need nobody logged in; mailbox and lists while they are empty. */
export const publicScenes: Readonly<Record<string, Scene>> = {
  'mailbox-empty': plain('mailbox-empty', '/demo/mailbox'),
  home,
  help,
  demo: plain('demo', '/demo'),
  codes,
  status: plain('status', '/status'),
  'not-found': plain('not-found', '/there/is/no/such/page'),
  'no-such-invitation': plain('no-such-invitation', '/sign/AAAAAAAAAAAAAAAAAAAAAA'),
  'login-prompts': loginPrompts,
  'not-fetched': notFetched,
  offline,
  focus,
};

async function home(stage: Stage): Promise<void> {
  for (const language of ['nb', 'nn', 'en'] as const) {
    const visitor = await stage.visitor(undefined, { language });
    await visitor.open('/');
    await expect(
      visitor.page.getByRole('button', { name: visitor.t('home.try.loan-agreement') }),
    ).toBeVisible();
    await stage.picture(visitor, 'home');
  }
  const visitor = await stage.visitor();
  await visitor.page.setViewportSize(looks.phone);
  await visitor.open('/');
  await visitor.page.getByRole('button', { name: visitor.t('nav.menu') }).click();
  await stage.picture(visitor, 'home-menu', { looks: [looks.phone, looks.phoneDark] });
}

async function help(stage: Stage): Promise<void> {
  const visitor = await stage.visitor();
  await visitor.open('/help');
  await stage.picture(visitor, 'help');
  await visitor.page.getByText(visitor.t('help.safety.liability.q')).click();
  await visitor.page.getByText(visitor.t('help.sign.how.q')).click();
  await stage.picture(visitor, 'help-answer', { looks: [looks.phone, looks.desktop] });
  await visitor.page.getByLabel(visitor.t('help.search')).fill('passord');
  await stage.picture(visitor, 'help-search', { looks: [looks.phone, looks.desktop] });
  await visitor.page.getByLabel(visitor.t('help.search')).fill('xyzzy');
  await stage.picture(visitor, 'help-none', { looks: [looks.phone] });
}

async function codes(stage: Stage): Promise<void> {
  const visitor = await stage.visitor();
  await visitor.open('/help/errors#9314');
  await stage.picture(visitor, 'codes', { extent: 'window' });
  await visitor.page.getByLabel(visitor.t('codes.search')).fill('xyzzy');
  await stage.picture(visitor, 'codes-none', { looks: [looks.phone] });
}

async function loginPrompts(stage: Stage): Promise<void> {
  const visitor = await stage.visitor();
  for (const path of ['/documents', '/desk', '/desk/new']) {
    await visitor.open(path);
    await expect(visitor.page.getByRole('link', { name: visitor.t('login.button') })).toBeVisible();
    await stage.picture(visitor, `login-prompt${path.replaceAll('/', '-')}`);
  }
}

/** A part of the web that cannot be fetched. */
async function notFetched(stage: Stage): Promise<void> {
  const visitor = await stage.visitor();
  await visitor.page.route(/status-page.*\.js$/, (route) => route.abort());
  await visitor.open('/status');
  await expect(
    visitor.page.getByRole('heading', { level: 1, name: visitor.t('errors.web.offline.title') }),
  ).toBeVisible();
  await stage.picture(visitor, 'not-fetched');
}

async function offline(stage: Stage): Promise<void> {
  const visitor = await stage.visitor();
  await visitor.open('/');
  await expect(visitor.page.getByText(visitor.t('home.try.title'))).toBeVisible();
  await visitor.page.waitForLoadState('networkidle');
  await visitor.page.context().setOffline(true);
  await expect(visitor.page.getByText(visitor.t('shell.offline'))).toBeVisible();
  await stage.picture(visitor, 'offline', { extent: 'window' });
}

const desktopDark = { ...looks.desktop, name: 'desktop-dark', colorScheme: 'dark' } as const;

/** Where the focus stands after a number of steps with the Tab key. */
async function focus(stage: Stage): Promise<void> {
  const visitor = await stage.visitor();
  for (const [path, steps] of [
    ['/', [1, 6, 12, 16, 18]],
    ['/help', [12, 13, 14]],
    ['/verify', [12, 13]],
    ['/demo', [14]],
  ] as const) {
    for (const count of steps) {
      await visitor.open(path);
      await expect(visitor.page.getByRole('heading', { level: 1 })).toBeVisible();
      const name = `focus${path === '/' ? '-home' : path.replaceAll('/', '-')}-${String(count)}`;
      await visitor.page.setViewportSize(looks.desktop);
      for (let step = 0; step < count; step += 1) await visitor.page.keyboard.press('Tab');
      await stage.picture(visitor, name, { extent: 'window', looks: [looks.desktop, desktopDark] });
    }
  }
}
