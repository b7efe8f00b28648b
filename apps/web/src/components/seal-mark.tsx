/** The ring with its two gaps, in a box of 100 by 100; the same drawing as in the seal on signed documents. */
const ring =
  'M62.2 6.6 A45 45 0 0 0 5 50 A45 45 0 0 0 24 86.8 L29.8 78.6 A35 35 0 0 1 15 50 A35 35 0 0 1 59.6 16.3 Z ' +
  'M76 13.2 A45 45 0 0 1 95 50 A45 45 0 0 1 37.8 93.4 L40.4 83.7 A35 35 0 0 0 85 50 A35 35 0 0 0 70.2 21.4 Z';
const notch = 'M69 28 C60 20 36 22 36 37 C36 52 64 48 64 63 C64 78 40 80 31 72';

/** Segl's mark: a ring with an S-shaped notch. Decoration; the name stands beside it. */
export function SealMark({ size = 32 }: { size?: number }) {
  return (
    <svg
      className="seal-mark"
      viewBox="0 0 100 100"
      width={size}
      height={size}
      aria-hidden="true"
      focusable="false"
    >
      <path d={ring} fill="currentColor" />
      <path d={notch} fill="none" stroke="currentColor" strokeWidth="10" />
    </svg>
  );
}
