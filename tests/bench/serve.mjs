// tests/bench/serve.mjs PROGRAM [PAGES…]: from the write of a file to the patched page in Chromium.
//
// Each row is a handbook made by mkcorpus.py, of 1,000 and 10,000 pages unless others are named. Random pages of it
// are opened and their text is edited; a script in the page notes when it was patched. The clock is that of the
// machine on both sides. "Without settling" leaves out the time for which the server waits whether more is to come.
// Build PROGRAM with `--release`; the corpora are kept in BENCH_CORPORA, a temporary folder if it is not set.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { launch } from '../judge/fixture.mjs';
import { Preview } from '../judge/preview.mjs';

const SHOWN = 8;
const EDITS = 6;
// The goals in milliseconds, by the number of pages: the median without settling, and with it.
const LIMITS = { 1000: [50, 100], 10000: [100, 150] };

const [program, ...named] = process.argv.slice(2);
const sizes = named.length ? named.map(Number) : [1000, 10000];
const corpora = process.env.BENCH_CORPORA ?? fs.mkdtempSync(path.join(os.tmpdir(), 'roadbook-bench-'));

let seed = 11;
const random = (below) => (seed = (seed * 48271) % 2147483647) % below;
const quantile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];

// What the preview says to one who shows no page: the news of each build.
async function* builds(origin) {
  const { body } = await fetch(`${origin}/_roadbook/events`);
  let text = '';
  for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
    const events = (text + chunk).split('\n\n');
    text = events.pop();
    for (const event of events) if (event.includes('event: build')) yield JSON.parse(event.slice(event.indexOf('data: ') + 6));
  }
}

async function measure(pages, browser) {
  const folder = path.join(corpora, String(pages));
  if (!fs.existsSync(folder)) execFileSync('python3', [path.join(import.meta.dirname, 'mkcorpus.py'), folder, String(pages), '--peers', 'plain']);
  const content = path.join(folder, 'plain', 'content');
  const files = fs.readdirSync(content, { recursive: true }).filter((name) => name.endsWith('.md') && !path.basename(name).startsWith('_')).sort();
  const preview = await Preview.serve(program, path.join(folder, 'plain'));
  const news = builds(preview.origin);
  const { value: { quiet } } = await news.next();
  const page = await browser.newPage();
  const times = [];
  for (let shown = 0; shown < SHOWN; shown += 1) {
    const name = files[random(files.length)];
    const file = path.join(content, name);
    const before = fs.readFileSync(file, 'utf8');
    await page.goto(`${preview.origin}/${name.replace(/\.md$/, '/')}`);
    await page.waitForFunction(async () => (await navigator.locks.query()).held.some(({ name }) => name === 'roadbook-leader'));
    for (let edit = 0; edit <= EDITS; edit += 1) {
      const words = `edited ${pages} ${shown} ${edit}`;
      await page.evaluate((words) => {
        window.patched = new Promise((resolve) => document.addEventListener('roadbook:patched', () => document.body.textContent.includes(words) && resolve(Date.now())));
      }, words);
      const written = Date.now();
      fs.writeFileSync(file, `${before}\nThis paragraph was ${words}.\n`);
      const took = (await page.evaluate(() => window.patched)) - written;
      // The first edit of a page finds its stream just opened.
      if (edit) times.push(took);
      await news.next();
    }
    fs.writeFileSync(file, before);
    await news.next();
  }
  await page.close();
  await preview.stop();
  return { times: times.sort((a, b) => a - b), quiet };
}

const browser = await launch();
console.log('| Pages | Edits | p50 without settling | limit | ratio | p50 | limit | ratio | p95 | worst |');
console.log('| --: | --: | --: | --: | --: | --: | --: | --: | --: | --: |');
for (const pages of sizes) {
  const { times, quiet } = await measure(pages, browser);
  const median = quantile(times, 0.5);
  const [pure, whole] = LIMITS[pages] ?? [];
  const beside = (value, limit) => (limit ? [`${value} ms`, `${limit} ms`, (value / limit).toFixed(2)] : [`${value} ms`, '', '']);
  console.log(`| ${[pages, times.length, ...beside(median - quiet, pure), ...beside(median, whole), `${quantile(times, 0.95)} ms`, `${times.at(-1)} ms`].join(' | ')} |`);
}
await browser.close();
if (!process.env.BENCH_CORPORA) fs.rmSync(corpora, { recursive: true });
