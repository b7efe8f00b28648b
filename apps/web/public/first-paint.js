// Runs before anything is drawn, so that the page never flashes in the wrong colours or language.
(function () {
  // Zod tries whether it may make functions of text, which the content security policy refuses and reports. It reads this
  // when the first schema is made, before any module of ours could call its `config`.
  globalThis.__zod_globalConfig = { jitless: true };
  try {
    var scheme = localStorage.getItem('segl_scheme');
    if (scheme === 'light' || scheme === 'dark') document.documentElement.dataset.colorScheme = scheme;
    var cookie = /(?:^|;\s*)segl_lang=([a-z]{2})/.exec(document.cookie);
    var language = cookie === null ? localStorage.getItem('segl_lang') : cookie[1];
    if (language === 'nb' || language === 'nn' || language === 'en') document.documentElement.lang = language;
  } catch {
    // Storage is closed (private mode): the defaults in the page hold.
  }
})();
