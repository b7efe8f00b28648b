/** What a holder knows a device again by in the history: no more than browsers tell everybody, and no version. */
export interface BrowserFamily {
  browser: string | null;
  platform: string | null;
}

// In this order: most browsers say that they are others too.
const browsers = [
  ['edge', /\bEdg(e|A|iOS)?\//],
  ['opera', /\bOPR\//],
  ['samsung', /\bSamsungBrowser\//],
  ['firefox', /\b(Firefox|FxiOS)\//],
  ['chrome', /\b(Chrome|Chromium|HeadlessChrome|CriOS)\//],
  ['safari', /\bSafari\//],
] as const;

const platforms = [
  ['ios', /\b(iPhone|iPad|iPod)\b/],
  ['android', /\bAndroid\b/],
  ['windows', /\bWindows\b/],
  ['chromeos', /\bCrOS\b/],
  ['macos', /\bMacintosh\b/],
  ['linux', /\bLinux\b/],
] as const;

/** Browser family and platform by a `User-Agent`; null for what is none of the usual ones. It is a hint: anybody can send any. */
export function browserFamily(userAgent: string | undefined): BrowserFamily {
  const text = userAgent ?? '';
  const nameOf = (known: readonly (readonly [string, RegExp])[]): string | null =>
    known.find(([, mark]) => mark.test(text))?.[0] ?? null;
  return { browser: nameOf(browsers), platform: nameOf(platforms) };
}
