import type { HttpAttemptOptions, HttpAttemptOutcome } from '../attempt/http.ts';
import { authority } from '../attempt/url.ts';
import { attemptHttp } from '../attempt.ts';

export interface HttpHookOutcome extends HttpAttemptOutcome {
  /** `host:port` of a hook over https that was answered over http. */
  readonly fallback?: string;
}

const plainText = 'server gave HTTP response to HTTPS client';

/**
 * An httpGet hook. Over https, to a server that answers in plain http, it is tried once more over http, without `Authorization`: hooks
 * once ignored `scheme`, and such manifests were to go on working.
 * https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/lifecycle/handlers.go (runHTTPHandler)
 */
export async function attemptHttpHook(options: Omit<HttpAttemptOptions, 'purpose'>): Promise<HttpHookOutcome> {
  const outcome = await attemptHttp({ ...options, purpose: 'lifecycle' });
  if ('status' in outcome || !outcome.output.endsWith(plainText)) return outcome;
  const again = await attemptHttp({
    ...options,
    purpose: 'lifecycle',
    url: { ...options.url, scheme: 'http' },
    headers: (options.headers ?? []).filter(({ name }) => name.toLowerCase() !== 'authorization'),
  });
  return 'status' in again ? { ...again, fallback: authority(options.url) } : outcome;
}
