/** What went wrong, for programs. */
// @ts-nocheck

export type ErrorCode =
  | 'INVALID_OPTION'
  | 'INVALID_CHECK'
  | 'DUPLICATE_CHECK'
  | 'CHECK_TIMEOUT'
  | 'CHECK_ABORTED'
  | 'WAIT_TIMEOUT'
  | 'PORT_UNAVAILABLE'
  | 'SHUTDOWN';

/** The one error class of Probez. `message` quotes the offending value and says what is allowed. */
export class ProbezError extends Error {
  /** Always `ProbezError`. */
  override readonly name = 'ProbezError';
  /** What went wrong, for programs. */
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}
