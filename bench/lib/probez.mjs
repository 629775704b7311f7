/** The built packages of this checkout, as `npm run build` left them. */

/**
 * @param {'core' | 'node' | 'express' | 'fastify' | 'koa'} name
 * @returns {URL}
 */
export const entryOf = (name) => new URL(`../../packages/${name}/dist/index.js`, import.meta.url);

/** @param {'core' | 'node' | 'express' | 'fastify' | 'koa'} name */
export const probez = (name) => import(entryOf(name).href);
