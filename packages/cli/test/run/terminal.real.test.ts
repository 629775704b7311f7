import { expect, it } from 'vitest';
import { freePort } from '../../../../test/support/free-port.ts';
import { missing } from '../../../../test/support/missing.ts';
import { openTerminal } from '../../../../test/support/terminal.ts';
import { manifest, probes, probez } from './pod.ts';

it.skipIf(missing('tmux'))(
  'in a terminal it shows lanes, counters, READY and RESTARTS, and goes on Ctrl-C',
  async () => {
    const port = await freePort();
    // Long enough between the first failure and the last to look at the screen in.
    const file = manifest({ ...probes, livenessProbe: { ...probes.livenessProbe, failureThreshold: 6 } }, port);
    const terminal = openTerminal(`${process.execPath} ${probez} run ${file}`);
    try {
      await terminal.see(/READY 1\/1 {2}Running {2}RESTARTS 0/);
      expect(await terminal.see(/liveness +●+ +success 1\/1 +-> success +every 1s/)).toContain(
        'Ctrl-C deletes the Pod',
      );
      await fetch(`http://127.0.0.1:${port}/livez`, { method: 'POST', body: 'FAIL' });
      await terminal.see(/liveness +●+✗+ +failure [1-6]\/6/);
      const shown = await terminal.see(/READY 1\/1 {2}Running {2}RESTARTS 1/);
      expect(shown.match(/Liveness probe failed: HTTP probe failed with statuscode: 503/g)).toHaveLength(6);
      expect(shown).toContain('Container app failed liveness probe, will be restarted');
      expect(await (await fetch(`http://127.0.0.1:${port}/livez`)).text()).toBe('OK');
      terminal.type('C-c');
      await terminal.see(/code 0/);
    } finally {
      terminal.close();
    }
  },
  90_000,
);
