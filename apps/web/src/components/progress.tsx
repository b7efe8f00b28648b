/** Progress with numbers: `text` says them, the bar shows them. */
export function Progress({
  label,
  value,
  max,
  text,
}: {
  label: string;
  value: number;
  max: number;
  text: string;
}) {
  return (
    <div className="progress">
      <div className="progress__words">
        <span>{label}</span>
        <span>{text}</span>
      </div>
      <progress aria-label={label} value={value} max={Math.max(max, 1)}>
        {text}
      </progress>
    </div>
  );
}
