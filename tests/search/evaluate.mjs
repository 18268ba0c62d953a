// node tests/search/evaluate.mjs [--rivals] [--seeds 1,2,3] [--bars] DIR
//
// Scores search on a folder of Markdown with the queries of mkqueries.py: the scripts that readers get, in Node and in
// Chromium, and the command in the terminal, whose results must be equal. Queries of kind `anchor` are the words of links
// that the index does not know: they run on a copy of the folder without these links.
//
// --rivals runs MiniSearch, elasticlunr and Pagefind on the same queries (`npm ci` in this folder first).
// --bars ends with 1 if a kind is below what BARS ask for. ROADBOOK names the program (default: target/debug/roadbook).
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import * as engines from './engines.mjs';

const { values: options, positionals: [folder] } = parseArgs({
  allowPositionals: true,
  options: { rivals: { type: 'boolean' }, bars: { type: 'boolean' }, seeds: { type: 'string', default: '1' } },
});
const roadbook = path.resolve(process.env.ROADBOOK ?? path.join(import.meta.dirname, '../../target/debug/roadbook'));
const scratch = fs.mkdtempSync('/tmp/search-');
process.on('exit', () => fs.rmSync(scratch, { recursive: true }));

// What search must reach on the engineering playbook: the mean reciprocal rank of the right section among ten.
const BARS = { title: 0.97, heading: 0.96, terms: 0.96, typo: 0.95, inflect: 0.97, prefix: 0.95, question: 0.97, phrase: 1, abbr: 0.85, anchor: 0.73, ALL: 0.95 };
const FIRST_QUERY_KB = { kb50: 80, kb95: 120 };

const python = (...args) => execFileSync('python3', [path.join(import.meta.dirname, 'mkqueries.py'), ...args], { encoding: 'utf8', maxBuffer: 1 << 28 });
const lines = (text) => text.trim().split('\n').filter(Boolean).map((line) => JSON.parse(line));
const write = (name, rows) => {
  const file = path.join(scratch, name);
  fs.writeFileSync(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  return file;
};
const score = (queries, runs) => JSON.parse(python('--json', '--score', write('queries.jsonl', queries), write('runs.jsonl', runs)));

/** The site of a folder, and what leads from its addresses back to the files. */
function built(source, name) {
  const site = path.join(scratch, name);
  const said = execFileSync(roadbook, ['build', '--quiet', '--format', 'json', '--source', source, '--output', site], { encoding: 'utf8', maxBuffer: 1 << 28 });
  const content = fs.existsSync(path.join(source, 'content')) ? 'content' : '';
  if (!said) throw new Error('nothing was built');
  return { source, site, section: engines.sections(site, content), markdown: path.join(source, content) };
}

const whole = built(path.resolve(folder), 'whole');
const copy = path.join(scratch, 'copy');
python('--hold-out', path.join(copy, path.relative(whole.source, whole.markdown)), whole.markdown);
for (const file of ['roadbook.toml', 'kinds'].filter((file) => whole.markdown !== whole.source && fs.existsSync(path.join(whole.source, file)))) {
  fs.cpSync(path.join(whole.source, file), path.join(copy, file), { recursive: true });
}
const held = built(copy, 'held');

const ours = [
  ({ site, section }) => engines.client(site, section),
  ({ source }) => engines.terminal(roadbook, source),
  ({ site, section }) => engines.chromium(site, section),
];
const others = [
  ({ texts }) => engines.miniSearch(texts),
  ({ texts }) => engines.elasticlunr(texts),
  ({ site, section }) => engines.pagefind(site, section),
];
for (const place of [whole, held]) place.texts = lines(python('--sections', place.markdown));

const percent = (values, part) => values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.ceil(part * values.length) - 1)];
let failed = false;
const fail = (words) => {
  failed = true;
  console.log(`  ! ${words}`);
};

for (const seed of options.seeds.split(',')) {
  const kinds = Object.keys(BARS).filter((kind) => !['anchor', 'ALL'].includes(kind)).join();
  const queries = lines(python('--seed', seed, '--kinds', kinds, whole.markdown));
  const paraphrases = lines(python('--seed', seed, '--kinds', 'anchor', '--held', whole.markdown));
  const table = new Map();
  const answers = new Map();
  for (const make of [...ours, ...(options.rivals ? others : [])]) {
    const engine = make(whole);
    const runs = await engine.run(queries);
    const held_runs = paraphrases.length ? await make(held).run(paraphrases) : [];
    const scores = { ...score(queries, runs), ...(paraphrases.length && { anchor: score(paraphrases, held_runs).ALL }) };
    table.set(engine.name, { ...scores, both: score([...queries, ...paraphrases], [...runs, ...held_runs]).ALL, runs });
    answers.set(engine.name, [...runs, ...held_runs].map(({ id, results }) => JSON.stringify([id, results.slice(0, 10)])));
  }
  const shown = [...kinds.split(','), 'anchor', 'ALL'].filter((kind) => table.get('client')[kind]);
  console.log(`\n${path.basename(path.resolve(folder))}, seed ${seed}: ${queries.length} queries, ${paraphrases.length} words of links not in the index; mean reciprocal rank of the section\n`);
  console.log(`| | ${shown.join(' | ')} | first | in five | none | first answer KB p50 / p95 | ms p50 / p95 |`);
  console.log(`|${' --- |'.repeat(shown.length + 6)}`);
  for (const [name, scores] of table) {
    const { ALL, both } = scores;
    const bytes = Number.isNaN(ALL.kb50) || ALL.kb50 === null ? '' : `${ALL.kb50.toFixed(0)} / ${ALL.kb95.toFixed(0)}`;
    console.log(`| ${name} | ${shown.map((kind) => scores[kind].mrr.toFixed(3)).join(' | ')} | ${ALL.first.toFixed(2)} | ${ALL.five.toFixed(3)} | ${both.none.toFixed(3)} | ${bytes} | ${ALL.ms50.toFixed(1)} / ${ALL.ms95.toFixed(1)} |`);
  }
  const steps = table.get('client').runs.map((run) => run.step / 1024);
  console.log(`\nwith the links' words counted in: ${table.get('client').both.mrr.toFixed(3)}; one more keystroke: ${percent(steps, 0.5).toFixed(1)} / ${percent(steps, 0.95).toFixed(1)} KB p50 / p95`);

  for (const name of ['terminal', 'Chromium']) {
    const differing = answers.get(name).filter((answer, at) => answer !== answers.get('client')[at]);
    if (differing.length) fail(`${name}: ${differing.length} answers differ from those of the client, for example ${differing[0]}`);
  }
  const scores = table.get('client');
  if (scores.both.none > 0) fail('a query without a result');
  if (options.bars) {
    for (const kind of shown) if (scores[kind].mrr < BARS[kind]) fail(`${kind}: ${scores[kind].mrr.toFixed(3)} is below ${BARS[kind]}`);
    if (scores.ALL.five < 0.99) fail(`in five: ${scores.ALL.five.toFixed(3)} is below 0.99`);
    for (const [name, most] of Object.entries(FIRST_QUERY_KB)) if (scores.ALL[name] > most) fail(`first answer: ${scores.ALL[name].toFixed(1)} KB is above ${most}`);
  }
}
process.exitCode = failed ? 1 : 0;
