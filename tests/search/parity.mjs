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
import vm from 'node:vm';
import { sections } from './engines.mjs';

const [site, source] = process.argv.slice(2);
const roadbook = path.resolve(process.env.ROADBOOK ?? path.join(import.meta.dirname, '../../target/debug/roadbook'));
const table = JSON.parse(fs.readFileSync(path.join(import.meta.dirname, 'words.json'), 'utf8'));
const script = fs.readdirSync(path.join(site, 'theme')).find((name) => /^search\.\w+\.js$/.test(name));

/** The engine as a page has it, without one. */
function engine() {
  const context = vm.createContext({ URL, TextDecoder, DecompressionStream, Response, Blob, atob });
  context.window = context;
  vm.runInContext(fs.readFileSync(path.join(site, 'theme', script), 'utf8'), context);
  return context.roadbook.search;
}

const read = (name) => fs.promises.readFile(path.join(site, '_search', name.split('?')[0]), 'utf8');

for (const [text, words] of table) assert.equal(engine().words(text).join(' '), words, text);

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
const index = await engine().open('', read);
const answers = said.trim().split('\n').map((line) => JSON.parse(line).results);
for (const [at, query] of queries.entries()) {
  const found = (await index.rank(query, 10)).map(section).filter(Boolean);
  assert.deepEqual(found, answers[at], `${query.slice(0, 80)}: the script of the pages and the program differ`);
}

const code = (read) => engine().open('', read).then(() => 'none', (fault) => fault.code);
assert.equal(await code(() => Promise.reject(new Error('404'))), 'missing');
assert.equal(await code(() => '<!doctype html>'), 'missing');
assert.equal(await code(async (name) => (await read(name)).slice(0, 200)), 'missing');
const gone = await engine().open('', (name) => (name.startsWith('root') ? read(name) : Promise.reject(new Error('404'))));
assert.equal(await gone.search('platform').then(() => 'none', (fault) => fault.code), 'stale');
const none = await index.search('zzzzqqqq');
assert.deepEqual([none.total, none.pages.length], [0, 0]);
console.log(`${queries.length} queries and ${table.length} texts: the script of the pages and the program agree`);
