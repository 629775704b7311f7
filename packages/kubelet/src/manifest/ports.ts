import { isIP } from 'node:net';
import type { Tell } from './finding.ts';
import { checkChoice, checkLeast, checkName } from './names.ts';
import type { Part } from './part.ts';
import type { Container, ContainerPort, PortReference } from './types.ts';

/** A port as the kubelet finds it: a number, or a name among the container's own ports; undefined where no port has it. */
export const portNumber = (port: PortReference, { ports }: Pick<Container, 'ports'>): number | undefined =>
  typeof port === 'number' ? port : ports.find(({ name }) => name === port)?.containerPort;

/** The ports that a container says it has. */
export function readPorts(ports: Part, tell: Tell): ContainerPort[] {
  const names = new Set<string>();
  return ports.items.map((port) => {
    const at = port.at('name');
    const name = at.text ?? '';
    if (name !== '') {
      checkName('port', name, at, tell);
      if (names.has(name)) tell('duplicate', at, { value: name });
      names.add(name);
    }
    const number = port.at('containerPort');
    if (!number.exists || number.whole === 0) tell('required', number, { detail: '' });
    else checkLeast(number, 1, tell, 65_535);
    if (port.at('hostPort').whole !== 0) checkLeast(port.at('hostPort'), 1, tell, 65_535);
    const hostIp = port.at('hostIP');
    // Go reads zeros in front as well.
    if (hostIp.text && isIP(hostIp.text.replace(/(?<=^|\.)0+(?=\d)/g, '')) === 0)
      tell('invalid', hostIp, {
        value: hostIp.text,
        detail: 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
      });
    const protocol = port.at('protocol');
    if (protocol.text !== '') checkChoice(protocol, ['SCTP', 'TCP', 'UDP'], tell);
    return {
      ...(name === '' ? {} : { name }),
      containerPort: number.whole ?? 0,
      protocol: protocol.text || 'TCP',
    };
  });
}

/**
 * The ports that containers take from the node. With `hostNetwork` a Pod's own ports are the node's; a template's become so when a Pod is made of it.
 * https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/core/validation/validation.go (AccumulateUniqueHostPorts, validateHostNetwork)
 */
export function checkHostPorts(spec: Part, isTemplate: boolean, tell: Tell): void {
  const onHost = spec.at('hostNetwork').value === true;
  const taken = new Set<string>();
  for (const port of spec.at('containers').items.flatMap((container) => container.at('ports').items)) {
    const own = port.at('containerPort').whole;
    const given = port.at('hostPort').whole || undefined;
    if (onHost && given !== undefined && given !== own)
      tell('invalid', port.at('hostPort'), {
        value: given,
        detail: 'must match `containerPort` when `hostNetwork` is true',
      });
    const number = given ?? (onHost && !isTemplate ? own : undefined);
    if (number === undefined) continue;
    const key = `${port.at('protocol').text || 'TCP'}/${port.at('hostIP').text ?? ''}/${number}`;
    if (taken.has(key)) tell('duplicate', port.at('hostPort'), { value: key });
    taken.add(key);
  }
}
