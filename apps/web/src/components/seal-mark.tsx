/** Segl's mark: a ring with an S-shaped notch. Decoration; the name stands beside it. */
export function SealMark({ size = 32 }: { size?: number }) {
  return (
    <svg
      className="seal-mark"
      viewBox="0 0 32 32"
      width={size}
      height={size}
      aria-hidden="true"
      focusable="false"
    >
      <mask id="seal-notch">
        <rect width="32" height="32" fill="#fff" />
        <path
          d="M25.5 3.5C17 1.5 7.5 8.500 13 14.500c2 2.200 4 .8 6 3 5.500 6-4 13-12.500 11"
          fill="none"
          stroke="#000"
          strokeWidth="3"
        />
      </mask>
      <circle
        cx="16"
        cy="16"
        r="11"
        fill="none"
        stroke="currentColor"
        strokeWidth="7.5"
        mask="url(#seal-notch)"
      />
    </svg>
  );
}
