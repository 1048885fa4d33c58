import { createHash, hash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalBytes, inclusionPath, leafHash, rootByPath, treeRoot } from './tree.ts';

const bytes = (text: string): Buffer => Buffer.from(text, 'hex');

/** The tree once more, level by level as RFC 9162 draws it: an odd one out goes up as it is. */
function rootByLevels(leaves: readonly Buffer[]): Buffer {
  let level = [...leaves];
  while (level.length > 1) {
    const next: Buffer[] = [];
    for (let at = 0; at < level.length; at += 2) {
      const [left, right] = [level[at], level[at + 1]];
      if (left && right) next.push(createHash('sha256').update('\u0001').update(left).update(right).digest());
      else if (left) next.push(left);
    }
    level = next;
  }
  return level[0] ?? createHash('sha256').digest();
}

const leaves = fc.array(
  fc.uint8Array({ minLength: 32, maxLength: 32 }).map((leaf) => Buffer.from(leaf)),
  {
    minLength: 1,
    maxLength: 70,
  },
);

describe('the tree', () => {
  test('of nothing is the hash of nothing', () => {
    expect(treeRoot([]).toString('hex')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });

  // The test vectors of Certificate Transparency (google/certificate-transparency, merkletree), which RFC 9162 keeps.
  test('is that of Certificate Transparency', () => {
    const inputs = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
    const roots = [
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
      'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
      '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
      '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
      'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
      '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
    ];
    const hashed = inputs.map((input) => hash('sha256', Buffer.concat([bytes('00'), bytes(input)]), 'buffer'));
    expect(roots.map((_, at) => treeRoot(hashed.slice(0, at + 1)).toString('hex'))).toEqual(roots);
  });

  test('is the same when it is built level by level', () => {
    fc.assert(fc.property(leaves, (all) => treeRoot(all).equals(rootByLevels(all))));
  });

  test('is reached by the path of each leaf, from its own place only', () => {
    fc.assert(
      fc.property(leaves, fc.nat(), (all, pick) => {
        const index = pick % all.length;
        const leaf = all[index] ?? Buffer.alloc(0);
        const path = inclusionPath(all, index);
        const root = treeRoot(all);
        expect(rootByPath({ leaf, index, size: all.length, path })).toEqual(root);
        expect(rootByPath({ leaf, index, size: all.length, path: [...path, leaf] })).toBeUndefined();
        expect(rootByPath({ leaf, index: all.length, size: all.length, path })).toBeUndefined();
        if (path.length > 0) expect(rootByPath({ leaf, index, size: all.length, path: path.slice(1) })).toBeUndefined();
        const changed = Buffer.from(leaf);
        changed[0] = (changed[0] ?? 0) ^ 1;
        expect(rootByPath({ leaf: changed, index, size: all.length, path })).not.toEqual(root);
      }),
    );
  });
});

describe('a leaf', () => {
  const salt = Buffer.alloc(16, 7);
  const entry = { code: 'X', result: 'PASS' };

  test('is the hash of its mark, its tree, its salt and its canonical JSON', () => {
    const by = createHash('sha256').update('\u0000').update('poai/v1/asset').update(salt);
    expect(leafHash({ tree: 'asset', salt, entry })).toEqual(by.update('{"code":"X","result":"PASS"}').digest());
  });

  test('depends on its tree and its salt, not on the order of its fields', () => {
    const leaf = leafHash({ tree: 'asset', salt, entry });
    expect(leafHash({ tree: 'asset', salt, entry: { result: 'PASS', code: 'X' } })).toEqual(leaf);
    expect(leafHash({ tree: 'data', salt, entry })).not.toEqual(leaf);
    expect(leafHash({ tree: 'asset', salt: Buffer.alloc(16, 8), entry })).not.toEqual(leaf);
  });
});

describe('canonical JSON', () => {
  // RFC 8785: the examples of 3.2.2 and 3.2.3, and numbers of appendix B.
  test('is that of RFC 8785', () => {
    const example: unknown = JSON.parse(
      String.raw`{"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/", "literals": [null, true, false]}`,
    );
    expect(canonicalBytes(example).toString('hex')).toBe(
      '7b226c69746572616c73223a5b6e756c6c2c747275652c66616c73655d2c226e756d62657273223a5b3333333333333333332e333333333333332c31652b33302c342e352c302e3030322c31652d32375d2c22737472696e67223a22e282ac245c75303030665c6e4127425c225c5c5c5c5c222f227d',
    );
    const sorted = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\ud83d\ude00': 5, '\u0080': 6, '\u00f6': 7 };
    expect(canonicalBytes(sorted).toString()).toBe('{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}');
    const numbers: [string, string][] = [
      ['0000000000000000', '0'],
      ['8000000000000000', '0'],
      ['0000000000000001', '5e-324'],
      ['7fefffffffffffff', '1.7976931348623157e+308'],
      ['4340000000000000', '9007199254740992'],
      ['444b1ae4d6e2ef4f', '999999999999999900000'],
      ['444b1ae4d6e2ef50', '1e+21'],
      ['3eb0c6f7a0b5ed8d', '0.000001'],
      ['41b3de4355555557', '333333333.33333343'],
    ];
    for (const [bits, text] of numbers) expect(canonicalBytes(bytes(bits).readDoubleBE()).toString()).toBe(text);
  });

  test('refuses what is no JSON', () => {
    expect(() => canonicalBytes(Number.NaN)).toThrow(/NaN/);
    expect(() => canonicalBytes(undefined)).toThrow(/no JSON/);
  });
});
