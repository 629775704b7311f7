/** The outcome of one attempt, in the kubelet's own terms. */
export interface AttemptOutcome {
  /**
   * `warning` is a success with a remark (a redirect that was not followed); `unknown` means that it could not be tried.
   */
  readonly result: 'success' | 'warning' | 'failure' | 'unknown';
  /** The kubelet's text: the reason of a failure, the output of a command, the body of a response. */
  readonly output: string;
  /**
   * Set when the attempt *errored*, for example because the body stalled after the headers: the kubelet tries again at once, three
   * times in all, and if all of them error, the result does not count.
   */
  readonly error?: string;
}

/** The most that the kubelet reads of a body or of a command's output, in bytes. */
export const maxOutputBytes = 10 * 1024;

/** The Kubernetes version whose behaviour and headers this package reproduces. */
export const kubernetesVersion = '1.36';

export const success = (output = ''): AttemptOutcome => ({ result: 'success', output });
export const failure = (output: string): AttemptOutcome => ({ result: 'failure', output });
export const errored = (result: 'failure' | 'unknown', error: string): AttemptOutcome => ({
  result,
  output: '',
  error,
});

/** The text as the kubelet shows it when an attempt's bytes are not valid UTF-8: the odd bytes become U+FFFD. */
export const readText = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
