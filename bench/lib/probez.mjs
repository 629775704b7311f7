/** The built packages of this checkout, as `npm run build` left them. */

/**
 * @param {string} name the folder under packages/
 * @returns {URL}
 */
export const entryOf = (name) => new URL(`../../packages/${name}/dist/index.js`, import.meta.url);

/** @param {string} name */
export const probez = (name) => import(entryOf(name).href);
