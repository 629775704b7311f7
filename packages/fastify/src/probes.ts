import { createHandler, type Health, type ProbeOptions, type ProbeRequest, ProbezError } from '@probez/core';
import { answerTo, closeHooks, writeAnswer } from '@probez/node';
import type { FastifyInstance, FastifyReply, FastifyRequest, FastifySchema, LogLevel } from 'fastify';
import fastifyPlugin from 'fastify-plugin';

/** Options of the Fastify plugin. */
export interface FastifyProbeOptions extends ProbeOptions {
  /** What `createHealth` returned. The plugin neither starts nor stops it. */
  readonly health: Health;
  /**
   * The log level of the probes' routes: `'silent'` keeps them out of the access log.
   * @default the app's log level
   */
  readonly logLevel?: LogLevel | undefined;
}

/** Probes are for machines that know them: `@fastify/swagger` leaves them out of the description of the app's own API. */
const HIDDEN: FastifySchema & { readonly hide: true } = { hide: true };

/**
 * The plugin: `await app.register(probes, { health })`, before anything that may refuse a request, such as authentication or a
 * rate limit.
 * @throws `ProbezError` with `INVALID_OPTION` if an option is wrong
 */
export const probes = fastifyPlugin(
  async (app: FastifyInstance, given: FastifyProbeOptions) => {
    // `app.register(probes(health))`, as people write who know Express.
    if (given === undefined)
      throw new ProbezError('INVALID_OPTION', 'probes is a Fastify plugin: await app.register(probes, { health })');
    const { health, logLevel } = given;
    // The router puts the prefix of an encapsulating plugin before routes, and ignores the one that this plugin is given.
    const own = given.prefix ?? '';
    const under = /[:*]/.test(app.prefix + own) ? parameters(app.prefix + own) : undefined;
    const options = { ...given, prefix: under === undefined ? app.prefix + own : '' };
    const handler = createHandler(health, options, ['health', 'logLevel']);

    const answer = (request: FastifyRequest, reply: FastifyReply, next: () => void): void => {
      const { raw } = request;
      const response = under === undefined ? answerTo(handler, raw) : handler({ ...asked(raw), url: under(raw.url) });
      if (response === undefined) {
        next();
        return;
      }
      reply.hijack();
      writeAnswer(reply.raw, response);
    };
    // A hook, because hooks run in the order of registration and before every body parser, whatever the route.
    app.addHook('onRequest', answer);
    // Hooks of a close run in the opposite order: those of plugins and of the app that come later have run by then.
    const { first, last } = closeHooks(app.server);
    app.addHook('preClose', async () => first());
    app.addHook('onClose', last);

    // Routes, so that a probe is not logged as unknown, and may be logged at a level of its own.
    for (const full of handler.paths) {
      const path = under === undefined ? full.slice(app.prefix.length) : full === '/' ? own : own + full;
      // What lies under the root is the app's.
      for (const url of path === '' || path === '/' ? ['/'] : [path, `${path}/*`]) {
        app.route({
          url,
          method: given.methods === 'pass' ? ['GET', 'HEAD'] : app.supportedMethods,
          schema: HIDDEN,
          ...(logLevel === undefined ? {} : { logLevel }),
          handler: (_request, reply) => reply.callNotFound(),
        });
      }
    }
  },
  { name: '@probez/fastify', fastify: '5.x' },
);

/** What is asked for below a prefix with parameters (`/:tenant`), or below another one that matches. */
function parameters(prefix: string): (url: string | undefined) => string | undefined {
  const segments = prefix.split('/').filter((segment) => segment !== '');
  const pattern = segments.map((segment) => (/[:*]/.test(segment) ? '/+[^/?#]+' : `/+${literally(segment)}`));
  const values = new RegExp(`^(?:https?://[^/?#]*)?${pattern.join('')}(?=[/?#]|$)`, 'i');
  return (url = '') => {
    const matched = values.exec(url);
    if (matched === null) return undefined;
    const rest = url.slice(matched[0].length);
    return rest.startsWith('/') ? rest : `/${rest}`;
  };
}

const literally = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const asked = ({ method, headers, socket }: FastifyRequest['raw']): ProbeRequest => ({
  method,
  headers,
  remoteAddress: socket?.remoteAddress,
});
