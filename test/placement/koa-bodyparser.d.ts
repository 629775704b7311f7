// The package has no types of its own, and @types/koa-bodyparser is bound to one major of Koa.
declare module 'koa-bodyparser' {
  import type { Middleware } from 'koa';

  export default function bodyParser(): Middleware;
}
