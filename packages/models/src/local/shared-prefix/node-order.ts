import { usedBy } from '../onnx/graph-writer.ts';
import type { Graph, Node } from '../onnx/model.ts';
import { CannotShare } from './cannot-share.ts';

/**
 * Nodes in an order in which each comes after those that it depends on. ONNX asks for that, but ONNX Runtime does not,
 * and converters put nodes at the end.
 * @throws CannotShare when nodes depend on each other in a circle
 */
export function inOrder(nodes: readonly Node[]): Node[] {
  const producers = producersOf(nodes);
  const opened = new Set<Node>();
  const ordered = new Set<Node>();
  for (const root of nodes) {
    const open = [root];
    for (let node = open.at(-1); node !== undefined; node = open.at(-1)) {
      const missing = usedBy(node).flatMap((name) => producers.get(name) ?? []);
      const first = missing.filter((other) => !ordered.has(other));
      if (ordered.has(node) || first.length === 0) {
        ordered.add(node);
        open.pop();
      } else if (opened.has(node)) {
        throw new CannotShare(`${node.operator} ${node.name} depends on itself`);
      } else {
        opened.add(node);
        open.push(...first);
      }
    }
  }
  return [...ordered];
}

/** The nodes that outputs of the graph depend on. */
export function neededNodes(graph: Graph, nodes: readonly Node[]): Node[] {
  const producers = producersOf(nodes);
  const needed = new Set<Node>();
  const open = graph.outputs.map(({ name }) => name);
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const node = producers.get(name);
    if (node === undefined || needed.has(node)) continue;
    needed.add(node);
    open.push(...usedBy(node));
  }
  return nodes.filter((node) => needed.has(node));
}

/** Which node makes each value. */
export function producersOf(nodes: readonly Node[]): Map<string, Node> {
  return new Map(nodes.flatMap((node) => node.outputs.map((output) => [output, node] as const)));
}
