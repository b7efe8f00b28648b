/**
 * One line of a state table: in state `from`, the event `on` leads to `to` when `when` holds.
 * Tables are data: every move that the product makes is a row, and what is no row is refused.
 */
export interface TransitionRow<State extends string, Subject, Event extends { type: string }> {
  readonly from: State;
  readonly on: Event['type'];
  /** Default: always. */
  readonly when?: (subject: Subject, event: Event) => boolean;
  readonly to: State;
}

/** What a table says about an event. */
export type TransitionResult<State extends string, Refusal extends string> =
  { readonly allowed: true; readonly state: State } | { readonly allowed: false; readonly refusal: Refusal };

/** The first row that fits, or undefined when the table knows no such move. */
export function findTransition<
  State extends string,
  Subject extends { state: State },
  Event extends { type: string },
>(
  table: readonly TransitionRow<State, Subject, Event>[],
  subject: Subject,
  event: Event,
): TransitionRow<State, Subject, Event> | undefined {
  return table.find(
    (row) => row.from === subject.state && row.on === event.type && (row.when?.(subject, event) ?? true),
  );
}
