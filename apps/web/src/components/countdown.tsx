const ringLength = 2 * Math.PI * 15;

/** A ring that grows shorter; nothing moves between the seconds. */
export function Countdown({ left, period }: { left: number; period: number }) {
  return (
    <svg
      className="countdown"
      viewBox="0 0 36 36"
      width="44"
      height="44"
      aria-hidden="true"
      focusable="false"
    >
      <circle cx="18" cy="18" r="15" className="countdown__track" />
      <circle
        cx="18"
        cy="18"
        r="15"
        className="countdown__left"
        strokeDasharray={ringLength}
        strokeDashoffset={ringLength * (1 - left / Math.max(period, 1))}
        transform="rotate(-90 18 18)"
      />
    </svg>
  );
}
