import { mutateBytes } from './mutate-bytes.js';
import type { Random } from './random.js';

interface Node {
  tag: number;
  /** Content of a primitive element. */
  content: Buffer;
  children: Node[] | undefined;
  /** Written instead of the true length. */
  falseLength?: Buffer;
}

/** Changes to the elements of a DER structure: what is not touched stays well-formed, lengths included. */
export function mutateDer(bytes: Buffer, random: Random): Buffer {
  const tree = parse(bytes, 0);
  if (!tree || tree.length === 0 || random.chance(0.15)) return mutateBytes(bytes, random);
  const rounds = 1 + random.below(3);
  for (let round = 0; round < rounds; round++) mutateNode(tree, random);
  return Buffer.concat(tree.map(encode));
}

const lengths = ['80', '00', '8400ffffff', '84ffffffff', '88ffffffffffffffff', '8101', '820001', 'ff', '7f'];
const contents = [
  '',
  '00',
  'ff',
  '80',
  '7f',
  '0080',
  'ff7f',
  '8001',
  '2a8648ce3d0201',
  '80ffffffffffffffffff7f',
  '05',
  '32303236313133323235393939395a',
  '39393939313233313233353935395a',
  '20'.repeat(300),
  'ff'.repeat(5000),
];

function mutateNode(tree: Node[], random: Random): void {
  const all: { node: Node; siblings: Node[]; index: number }[] = [];
  const collect = (siblings: Node[]): void => {
    siblings.forEach((node, index) => {
      all.push({ node, siblings, index });
      if (node.children) collect(node.children);
    });
  };
  collect(tree);
  // Nothing may be left of it.
  if (all.length === 0) return;
  const { node, siblings, index } = random.pick(all);
  const other = random.pick(all).node;
  switch (random.below(11)) {
    case 0:
      node.tag = random.chance(0.5)
        ? random.byte()
        : random.pick([2, 3, 4, 5, 6, 0x17, 0x18, 0x30, 0x31, 0xa0, 0xa1, 0x24, 0x1f]);
      return;
    case 1:
      siblings.splice(index, 1);
      return;
    case 2:
      siblings.splice(index, 0, ...Array.from({ length: random.chance(0.05) ? 2000 : 1 }, () => clone(node)));
      return;
    case 3:
      siblings[index] = clone(other);
      return;
    case 4:
      node.falseLength = Buffer.from(random.pick(lengths), 'hex');
      return;
    case 5:
      node.children = undefined;
      node.content = Buffer.from(random.pick(contents), 'hex');
      return;
    case 6: {
      let inner = clone(node);
      const depth = random.pick([1, 5, 60, 3000]);
      for (let i = 0; i < depth; i++)
        inner = { tag: node.tag | 0x20, content: Buffer.alloc(0), children: [inner] };
      siblings[index] = inner;
      return;
    }
    case 7:
      siblings.reverse();
      return;
    case 8:
      node.children = [...(node.children ?? []), clone(other)];
      return;
    default:
      if (node.children) node.children = node.children.slice(0, random.below(node.children.length + 1));
      else node.content = mutateBytes(node.content, random);
  }
}

const clone = (node: Node): Node => ({ ...node, children: node.children?.map(clone) });

function parse(bytes: Buffer, depth: number): Node[] | undefined {
  const nodes: Node[] = [];
  for (let i = 0; i < bytes.length;) {
    const tag = bytes[i++] ?? 0;
    if ((tag & 0x1f) === 0x1f) return undefined;
    const first = bytes[i++];
    if (first === undefined || first === 0x80) return undefined;
    let length = first;
    if (first > 0x80) {
      length = 0;
      for (let n = first & 0x7f; n > 0; n--) length = length * 256 + (bytes[i++] ?? 0);
    }
    if (i + length > bytes.length) return undefined;
    const content = bytes.subarray(i, i + length);
    i += length;
    const wrapsDer = (tag & 0x20) !== 0 || (tag === 4 && content.length > 2);
    nodes.push({ tag, content, children: wrapsDer && depth < 40 ? parse(content, depth + 1) : undefined });
  }
  return nodes;
}

function encode(node: Node): Buffer {
  const content = node.children ? Buffer.concat(node.children.map(encode)) : node.content;
  return Buffer.concat([Buffer.from([node.tag]), node.falseLength ?? encodeLength(content.length), content]);
}

function encodeLength(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const hex = length.toString(16);
  const bytes = Buffer.from(hex.length % 2 === 1 ? `0${hex}` : hex, 'hex');
  return Buffer.concat([Buffer.from([0x80 | bytes.length]), bytes]);
}
