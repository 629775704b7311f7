import { quote } from '../attempt/go-text.ts';
import { portNumber } from '../manifest/ports.ts';
import type { Container, HookHandler, PortReference, ProbeHandler } from '../manifest/types.ts';
import { expandProbeCommand } from '../references.ts';
import type { ResolvedHandler } from './messages.ts';

/** The API accepts names that exist nowhere; the kubelet then fails like this. */
const resolvePort = (port: PortReference, container: Container): number | { readonly error: string } =>
  portNumber(port, container) ?? { error: `strconv.Atoi: parsing ${quote(String(port))}: invalid syntax` };

type Resolved<H extends { readonly kind: string }> =
  | { readonly handler: ResolvedHandler<H> }
  | { readonly error: string };

export function resolveProbeHandler(handler: ProbeHandler, container: Container): Resolved<ProbeHandler> {
  if (handler.kind === 'grpc') return { handler };
  if (handler.kind === 'exec')
    return { handler: { ...handler, command: expandProbeCommand(handler.command, container) } };
  const port = resolvePort(handler.port, container);
  return typeof port === 'number' ? { handler: { ...handler, port } } : port;
}

export function resolveHookHandler(handler: HookHandler, container: Container): Resolved<HookHandler> {
  if (handler.kind === 'exec' || handler.kind === 'sleep') return { handler };
  const port = resolvePort(handler.port, container);
  return typeof port === 'number' ? { handler: { ...handler, port } } : port;
}
