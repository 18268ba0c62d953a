// node tests/search/evaluate.mjs [--rivals] [--seeds 1,2,3] [--bars] [--time] DIR
//
// Scores search on a folder of Markdown with the queries of mkqueries.py: the scripts that readers get, in Node and in
// Chromium, and the command in the terminal, whose results must be equal. Queries of kind `anchor` are the words of links
// that the index does not know: they run on a copy of the folder without these links.
//
// --rivals runs MiniSearch, elasticlunr and Pagefind on the same queries (`npm ci` in this folder first).
// --bars ends with 1 if a kind is below what BARS ask for, or more than .02 below the best rival, or if more is loaded
// than LIMITS allow. --time does the same for the time of a keystroke, on a machine that does nothing else.
// ROADBOOK names the program (default: target/debug/roadbook).
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import * as engines from './engines.mjs';

const { values: options, positionals: [folder] } = parseArgs({
  allowPositionals: true,
  options: { rivals: { type: 'boolean' }, bars: { type: 'boolean' }, time: { type: 'boolean' }, seeds: { type: 'string', default: '1' } },
});
const roadbook = path.resolve(process.env.ROADBOOK ?? path.join(import.meta.dirname, '../../target/debug/roadbook'));
const scratch = fs.mkdtempSync('/tmp/search-');
process.on('exit', () => fs.rmSync(scratch, { recursive: true }));

// What search must reach on the engineering playbook: the mean reciprocal rank of the right section among ten.
const BARS = { title: 0.97, heading: 0.96, terms: 0.96, typo: 0.95, inflect: 0.97, prefix: 0.95, question: 0.97, phrase: 1, abbr: 0.85, anchor: 0.73, ALL: 0.95 };
// KB before the first answer with nothing loaded before, and for one more keystroke; milliseconds of that in Chromium.
const LIMITS = { first50: 80, first95: 120, step50: 25, ms95: 10 };
const BELOW_RIVALS = 0.02;

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
const pair = (low, high, digits) => (Number.isFinite(high) ? `${low.toFixed(digits)} / ${high.toFixed(digits)}` : '');
let failed = false;
const fail = (words) => {
  failed = true;
  console.log(`  ! ${words}`);
};

/** What an engine scores: by kind, and over all kinds but the held-out words of links. */
async function measured(make, queries, paraphrases) {
  const engine = make(whole);
  const runs = await engine.run(queries);
  const heldRuns = paraphrases.length ? await make(held).run(paraphrases) : [];
  const scores = score(queries, runs);
  if (paraphrases.length) scores.anchor = score(paraphrases, heldRuns).ALL;
  const all = [...runs, ...heldRuns];
  const steps = runs.map(({ step }) => step / 1024);
  return { name: engine.name, scores, answers: all.map(({ id, results }) => JSON.stringify([id, results])), none: all.filter(({ results }) => !results.length).length, step50: percent(steps, 0.5), step95: percent(steps, 0.95) };
}

function print(rows, kinds) {
  console.log(`| | ${kinds.join(' | ')} | first | in five | no result | KB first answer p50 / p95 | KB keystroke | ms p50 / p95 |`);
  console.log(`|${' --- |'.repeat(kinds.length + 7)}`);
  for (const { name, scores, none, step50, step95 } of rows) {
    const { ALL } = scores;
    const cells = [...kinds.map((kind) => scores[kind].mrr.toFixed(3)), ALL.first.toFixed(3), ALL.five.toFixed(3), none, pair(ALL.kb50 ?? NaN, ALL.kb95 ?? NaN, 0), pair(step50, step95, 1), pair(ALL.ms50, ALL.ms95, 1)];
    console.log(`| ${[name, ...cells].join(' | ')} |`);
  }
}

function checkBars([client, , chromium, ...rivals], kinds) {
  for (const kind of kinds) {
    const [own, best] = [client.scores[kind].mrr, Math.max(0, ...rivals.map(({ scores }) => scores[kind].mrr))];
    if (own < BARS[kind]) fail(`${kind}: ${own.toFixed(3)} is below ${BARS[kind]}`);
    if (own < best - BELOW_RIVALS) fail(`${kind}: ${own.toFixed(3)} is more than ${BELOW_RIVALS} below a rival's ${best.toFixed(3)}`);
  }
  const { ALL } = client.scores;
  if (ALL.five < 0.99) fail(`in five: ${ALL.five.toFixed(3)} is below 0.99`);
  const taken = { first50: ALL.kb50, first95: ALL.kb95, step50: client.step50, ...(options.time && { ms95: chromium.scores.ALL.ms95 }) };
  for (const [name, value] of Object.entries(taken)) if (value > LIMITS[name]) fail(`${name}: ${value.toFixed(1)} is above ${LIMITS[name]}`);
}

for (const seed of options.seeds.split(',')) {
  const kinds = Object.keys(BARS).filter((kind) => !['anchor', 'ALL'].includes(kind));
  const queries = lines(python('--seed', seed, '--kinds', kinds.join(), whole.markdown));
  const paraphrases = lines(python('--seed', seed, '--kinds', 'anchor', '--held', whole.markdown));
  const rows = [];
  for (const make of [...ours, ...(options.rivals ? others : [])]) rows.push(await measured(make, queries, paraphrases));
  const shown = Object.keys(BARS).filter((kind) => rows[0].scores[kind]);
  console.log(`\n${path.basename(path.resolve(folder))}, seed ${seed}: ${queries.length} queries, and ${paraphrases.length} (anchor) of words of links that the index does not know; mean reciprocal rank of the section\n`);
  print(rows, shown);
  console.log();
  const [client, ...same] = rows.slice(0, ours.length);
  for (const { name, answers } of same) {
    const differing = answers.filter((answer, at) => answer !== client.answers[at]);
    if (differing.length) fail(`${name}: ${differing.length} answers differ from those in Node, for example ${differing[0]}`);
    else console.log(`${name}: all ${answers.length} answers are those in Node`);
  }
  if (client.none) fail(`${client.none} queries have no result`);
  if (options.bars || options.time) checkBars(rows, shown);
}
process.exitCode = failed ? 1 : 0;
