import { describe, expect, it } from 'vitest';
import type { DoctorReport } from '../doctor/report.ts';
import { doctorLines } from './doctor-report.ts';
import { plain } from './text.ts';

const healthy: DoctorReport = {
  isHealthy: true,
  node: { version: '24.1.0', required: '>=22.18', isSupported: true },
  machine: { platform: 'linux', architecture: 'x64', cores: 4, memoryBytes: 8 * 2 ** 30 },
  cache: { folder: '/home/ada/.cache/agentd', isWritable: true, bytes: 30 * 2 ** 20 },
  executors: [
    {
      id: 'pyodide',
      isRequired: true,
      works: true,
      openMs: 640,
      isolation: {
        executor: 'pyodide',
        label: 'pyodide+process',
        layers: [
          { name: 'process', isActive: true, purpose: 'A process for each session.' },
          { name: 'bubblewrap', isActive: false, purpose: 'No network.', remedy: 'sudo apt-get install bubblewrap' },
        ],
      },
      attacks: [{ target: 'network', held: true, detail: 'OSError' }],
    },
  ],
  packages: [
    { name: 'onnxruntime-node', version: null, purpose: 'local models', install: 'npm install onnxruntime-node' },
  ],
  tinyAgent: { folder: '/opt/tiny' },
  variables: { OPENAI_API_KEY: true, OPENAI_MODEL: false },
};
const show = (change: Partial<DoctorReport> = {}) =>
  doctorLines({ ...healthy, ...change }, { style: plain, width: 100 }).join('\n');

describe('the report of agentd doctor', () => {
  it('shows what was found, and the remedy for what is missing', () => {
    expect(show()).toBe(`✓ Node         24.1.0 (needs >=22.18)
✓ Machine      linux x64, 4 cores, 8.0 GiB of memory
✓ Cache        /home/ada/.cache/agentd, writable, 30 MiB
✓ Tiny agent   /opt/tiny
! Package      onnxruntime-node is not installed (for local models): npm install onnxruntime-node
  Variables    OPENAI_API_KEY is set, OPENAI_MODEL is not set

✓ Executor pyodide  works; a session opened in 0.6 s; isolation pyodide+process
  ✓ process                     A process for each session.
  ! bubblewrap                  No network.
                                → sudo apt-get install bubblewrap
  ✓ attack on network           held (OSError)

Everything that is needed works.`);
  });

  it('marks what is needed and broken', () => {
    const text = show({
      isHealthy: false,
      node: { version: '20.1.0', required: '>=22.18', isSupported: false },
      executors: [
        { id: 'pyodide', isRequired: true, works: false, error: 'No such file.', attacks: [] },
        { id: 'native', isRequired: false, works: false, error: 'No Python here.', attacks: [] },
        {
          id: 'quickjs',
          isRequired: true,
          works: true,
          attacks: [{ target: 'host files', held: false, detail: 'the secret got in' }],
        },
      ],
    });
    expect(text).toMatch(/^✗ Node/m);
    expect(text).toMatch(/^✗ Executor pyodide {2}does not work\n {4}No such file\./m);
    expect(text).toMatch(/^! Executor native {2}does not work here \(it is not needed\)/m);
    expect(text).toContain('✗ attack on host files        GOT THROUGH: the secret got in');
    expect(text).toContain('Something that is needed does not work');
  });
});
