import type { IncomingMessage } from 'node:http';

const MAX_BYTES = 16 * 1024;

/** A posted form. Rejects, with a message for people, whatever else was posted. */
export async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const type = request.headers['content-type'] ?? '';
  if (!/^application\/x-www-form-urlencoded\s*(?:;|$)/i.test(type)) {
    throw new Error(`the content type is "${type}"; allowed: application/x-www-form-urlencoded, as curl -d sends it`);
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    // Read to the end all the same: cutting the connection would lose the answer.
    if (bytes <= MAX_BYTES) chunks.push(chunk);
  }
  if (bytes > MAX_BYTES) throw new Error(`the form has ${bytes} bytes; allowed: ${MAX_BYTES}`);
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
}

/** A value that the form must have. @param hint what to send instead */
export function fieldOf(form: URLSearchParams, name: string, hint: string): string {
  const value = form.get(name);
  if (value === null) throw new Error(`the form has no field "${name}"; send ${hint}`);
  return value;
}
