// node tests/search/parity.mjs SITE SOURCE
//
// Holds the script of the pages to the program: the same words, the same results in the same order for titles, headings
// with faults in them, phrases, facets, and what nobody should type; and says in words what is wrong with an index that is
// missing or of another day. SITE is the built handbook SOURCE. ROADBOOK names the program (default: target/debug/roadbook).
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { engine, ranked, sections } from './engines.mjs';

const [site, source] = process.argv.slice(2);
const roadbook = path.resolve(process.env.ROADBOOK ?? path.join(import.meta.dirname, '../../target/debug/roadbook'));
const table = JSON.parse(fs.readFileSync(path.join(import.meta.dirname, 'words.json'), 'utf8'));
const read = (name) => fs.promises.readFile(path.join(site, '_search', name.split('?')[0]), 'utf8');

const { compounds } = engine(site);
for (const [text, words] of table) assert.equal(compounds(text).flatMap(({ parts, whole }) => (whole ? [...parts, whole] : parts)).join(' '), words, text);

const titles = JSON.parse(fs.readFileSync(path.join(site, 'graph.json'), 'utf8')).pages.map((page) => page.title);
const long = titles.flatMap((title) => title.split(' ')).filter((word) => /^[a-z]{6,}$/i.test(word));
const queries = [
  ...titles,
  ...long.map((word) => word.slice(0, 3) + word.slice(4)),
  ...long.map((word) => word.slice(0, 4)),
  ...titles.map((title) => `"${title}"`),
  ...['kind:role platform', 'kind:tool', 'kind:role kind:tool on call', 'tags:"on call"', 'how do I get a', 'the', '', '"', 'kind:'],
  ...['constructor', '__proto__', 'hasOwnProperty', '😀', 'مرحبا', '部署服务', 'C++ C# .NET', 'a b c d e f g h i j k l m n o p q r s t u v w x y z'],
  'word '.repeat(2000),
  'x'.repeat(10_000),
];

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'parity-'));
const file = path.join(folder, 'queries.jsonl');
fs.writeFileSync(file, queries.map((query, id) => `${JSON.stringify({ id, query })}\n`).join(''));
const said = execFileSync(roadbook, ['search', '--batch', file, '--source', source], { encoding: 'utf8', maxBuffer: 1 << 28 });
fs.rmSync(folder, { recursive: true });
const section = sections(site, fs.existsSync(path.join(source, 'content')) ? 'content' : '');
const index = await engine(site).open();
const answers = said.trim().split('\n').map((line) => JSON.parse(line).results);
for (const [at, query] of queries.entries()) {
  const found = (await ranked(index, query, 10)).map(section).filter(Boolean);
  assert.deepEqual(found, answers[at], `${query.slice(0, 80)}: the script of the pages and the program differ`);
}

const fault = (opening) => opening.then(() => 'none', ({ message }) => message);
assert.equal(await fault(engine(site, () => Promise.reject(new Error('404'))).open()), 'missing');
assert.equal(await fault(engine(site, () => '<!doctype html>').open()), 'missing');
assert.equal(await fault(engine(site, async (name) => (await read(name)).slice(0, 200)).open()), 'missing');
const gone = await engine(site, (name) => (name.startsWith('root') ? read(name) : Promise.reject(new Error('404')))).open();
assert.equal(await fault(gone.search('platform', { limit: 10 })), 'stale');
const none = await index.search('zzzzqqqq', { limit: 10 });
assert.deepEqual([none.total, none.pages.length], [0, 0]);
console.log(`${queries.length} queries and ${table.length} texts: the script of the pages and the program agree`);
