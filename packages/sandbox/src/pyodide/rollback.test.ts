import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Session } from '@agentd/agent-core';
import { pyodideExecutor } from '../pyodide.ts';
import { deeds, setUp } from './__fixtures__/deeds.ts';

const probe = `
import statistics
scratch.seek(0); gone.seek(0); mask = os.umask(0o22); os.umask(mask); open('made', 'w').close()
state = [scratch.read(), gone.read(), oct(mask), os.stat('made').st_ino, os.read(os.open('/dev/urandom', os.O_RDONLY), 3).hex(),
    os.path.exists('__proto__'), os.path.exists('constructor'), x, len(numbers), len(table), A.made, weak() is a, database.execute('select count(*), sum(a) from t').fetchall(),
    square.cache_info().hits, open('/home/user/w/a.txt').read(), handle.tell(), handle.read(), os.getcwd(), os.environ.get('Q'),
    decimal.getcontext().prec, random.random(), sorted(os.listdir('/home/user')), sorted(os.listdir('/home/user/w')),
    sorted(os.listdir('/tmp')), gc.isenabled(), sys.getrecursionlimit(), len(sys.modules), 're' in sys.modules,
    next(generator), next(counter), re.sub('l+', 'L', 'hello'), str(decimal.Decimal(1) / 3), statistics.mean(numbers),
    len([A() for _ in range(1000)]), id(a), hash('a'), os.urandom(4).hex(), print is __builtins__.print]
print(state)
`;

describe('a branch that is not committed', () => {
  let session: Session;
  let expected: string | undefined;

  beforeAll(async () => {
    session = await pyodideExecutor({ timeoutMs: 1_500 }).open();
    expect((await session.run(setUp)).status).toBe('ok');
    const [first] = await session.fork([probe]);
    expect(first?.result.error).toBeUndefined();
    expected = first?.result.stdout;
  });

  afterAll(() => session.close());

  it.each(deeds)('leaves nothing behind after %s', async (deed) => {
    await session.fork([deed]);
    const [after] = await session.fork([probe]);
    expect(after?.result.stdout).toBe(expected);
  });

  it('leaves nothing behind after all of them in a row', async () => {
    // Without the runaways, and without those whose pages would fill the memory for branches.
    const quick = deeds.filter((deed) => !/while|10 \*\* 10|\* 10\*\*|^big/.test(deed));
    for (let round = 0; round < 3; round++) {
      await session.fork(quick);
      const [after] = await session.fork([probe]);
      expect(after?.result.stdout).toBe(expected);
    }
  });

  it('can still be committed after all that', async () => {
    const [winner] = await session.fork(['x = 77; open("/home/user/kept.txt", "w").write("kept")']);
    if (winner === undefined) throw new Error('fork() gave no branch');
    await session.commit(winner);
    expect((await session.run('x, open("/home/user/kept.txt").read(), handle.read()')).value).toBe(
      "(77, 'kept', 'llo')",
    );
  });
});
