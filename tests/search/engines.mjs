// The engines that are measured, each as {name, run(queries) → [{id, results, ms, bytes}]}; results name sections as
// mkqueries.py does: `path.md#slug`, or `path.md` for what stands before the first heading.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import vm from 'node:vm';
import zlib from 'node:zlib';

const here = import.meta.dirname;
const judges = createRequire(path.join(here, '../judge/package.json'));
const rivals = createRequire(path.join(here, 'package.json'));
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json', '.wasm': 'application/wasm' };
const LIMIT = 10;

/** How many bytes a host sends for a file that it compresses. */
const sent = (file) => zlib.gzipSync(fs.readFileSync(file), { level: 9 }).length;

const timed = async (work) => {
  const start = performance.now();
  const value = await work();
  return [value, performance.now() - start];
};

/** Says which section of which file an address of the built site is. */
export function sections(site, content) {
  const graph = JSON.parse(fs.readFileSync(path.join(site, 'graph.json')));
  const sources = new Map(graph.pages.filter((page) => page.source).map((page) => [page.url, path.relative(content, page.source)]));
  return ({ url, anchor }) => sources.has(url) && sources.get(url) + (anchor ? `#${anchor}` : '');
}

/** The theme's file of this name. */
const asset = (site, file) => {
  const { name, ext } = path.parse(file);
  const found = fs.readdirSync(path.join(site, 'theme')).find((entry) => entry.startsWith(`${name}.`) && entry.endsWith(ext));
  return path.join(site, 'theme', found);
};

/** The terminal: all queries in one process. */
export const terminal = (roadbook, source) => ({
  name: 'terminal',
  run(queries) {
    const file = path.join(fs.mkdtempSync('/tmp/queries-'), 'queries.jsonl');
    fs.writeFileSync(file, queries.map(({ id, query }) => `${JSON.stringify({ id, query })}\n`).join(''));
    const said = execFileSync(roadbook, ['search', '--batch', file, '--source', source], { encoding: 'utf8', maxBuffer: 1 << 28 });
    fs.rmSync(path.dirname(file), { recursive: true });
    return said.trim().split('\n').map((line) => JSON.parse(line));
  },
});

/** The engine as a page has it, without one; `read(name)` gives the text of a file of the index. */
export function engine(site, read = (name) => fs.promises.readFile(path.join(site, '_search', name), 'utf8')) {
  const context = vm.createContext({ TextDecoder, DecompressionStream, Response, atob, navigator: { onLine: true } });
  const load = async (address) => vm.runInContext(await read(address.replace('_search/', '')), context);
  Object.assign(context, { window: context, roadbook: { load } });
  vm.runInContext(fs.readFileSync(asset(site, 'search.js'), 'utf8'), context);
  return context.roadbook.search;
}

/** The sections that answer a query, whatever their pages: what the command in the terminal prints. Runs in a page, too. */
export async function ranked(index, query, limit) {
  const { ranked } = await index.ranked(query);
  const found = await Promise.all(ranked.slice(0, limit).map((hit) => index.one('t', hit.section)));
  return found.map(({ url, anchor }) => ({ url, anchor: decodeURIComponent(anchor) }));
}

/** What a reader loads besides the index before the first answer: the scripts, their style and the words in them. */
const interfaceOf = (site) => [...['search.js', 'search-dialog.js', 'search.css'].map((file) => asset(site, file)), path.join(site, 'search/start.js')];

/** The scripts that readers get, in Node: `bytes` is what a reader without any of it loads for the first answer. */
export const client = (site, section) => ({
  name: 'scripts in Node',
  async run(queries) {
    const fixed = interfaceOf(site).map(sent).reduce((all, size) => all + size);
    const files = new Map();
    let loaded = 0;
    const { open } = engine(site, (name) => {
      if (!files.has(name)) {
        const file = path.join(site, '_search', name);
        files.set(name, { text: fs.readFileSync(file, 'utf8'), size: sent(file) });
      }
      loaded += files.get(name).size;
      return files.get(name).text;
    });
    const runs = [];
    for (const { id, query } of queries) {
      // All but the last letter, then the letter: what the first answer loads, and what one more keystroke does.
      loaded = 0;
      const index = await open();
      await index.search(query.slice(0, -1), { limit: LIMIT });
      const before = loaded;
      const [, ms] = await timed(() => index.search(query, { limit: LIMIT }));
      const step = loaded - before;
      loaded = fixed;
      const cold = await open();
      await cold.search(query, { limit: LIMIT });
      const bytes = loaded;
      runs.push({ id, results: (await ranked(cold, query, LIMIT)).map(section).filter(Boolean), ms, bytes, step });
    }
    return runs;
  },
});

/** Runs `work` with a page of Chromium on the site's first page. */
async function inChromium(site, work) {
  const { chromium } = judges('playwright-core');
  const server = http.createServer((request, response) => {
    const name = decodeURIComponent(new URL(request.url, 'http://host').pathname);
    const file = path.join(site, name.endsWith('/') ? `${name}index.html` : name);
    if (!fs.existsSync(file)) return response.writeHead(404).end();
    response.setHeader('Content-Type', TYPES[path.extname(file)] ?? 'application/octet-stream').end(fs.readFileSync(file));
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    return await work(page);
  } finally {
    await browser.close();
    server.close();
  }
}

/** The same scripts in Chromium: `ms` is the time from the last keystroke to the answer, the rest being typed before. */
export const chromium = (site, section) => ({
  name: 'scripts in Chromium',
  run: (queries) => inChromium(site, async (page) => {
    await page.addScriptTag({ url: `/theme/${path.basename(asset(site, 'search.js'))}` });
    await page.addScriptTag({ content: `window.ranked = ${ranked}` });
    const found = await page.evaluate(async ([queries, limit]) => {
      const index = await window.roadbook.search.open();
      const runs = [];
      for (const { id, query } of queries) {
        await index.search(query.slice(0, -1), { limit });
        const start = performance.now();
        await index.search(query, { limit });
        runs.push({ id, ms: performance.now() - start, results: await window.ranked(index, query, limit) });
      }
      return runs;
    }, [queries, LIMIT]);
    return found.map(({ results, ...run }) => ({ ...run, results: results.map(section).filter(Boolean) }));
  }),
});

/** MiniSearch with the options of VitePress: the whole index is loaded before the first answer. */
export const miniSearch = (texts) => ({
  name: 'MiniSearch',
  run(queries) {
    const MiniSearch = rivals('minisearch');
    const options = { fields: ['title', 'titles', 'text'], searchOptions: { fuzzy: 0.2, prefix: true, boost: { title: 4, text: 2, titles: 1 } } };
    const index = new MiniSearch(options);
    index.addAll(texts.map(({ id, page, heading, title, text }) => ({ id, title: heading, titles: id === page ? [] : [title], text })));
    const bytes = zlib.gzipSync(JSON.stringify(index), { level: 9 }).length + sent(path.join(here, 'node_modules/minisearch/dist/umd/index.js'));
    return queries.map(({ id, query }) => {
      const start = performance.now();
      const results = index.search(query).slice(0, LIMIT).map((hit) => hit.id);
      return { id, results, ms: performance.now() - start, bytes };
    });
  },
});

/** elasticlunr with the options of mdBook. */
export const elasticlunr = (texts) => ({
  name: 'elasticlunr',
  run(queries) {
    const elasticlunr = rivals('elasticlunr');
    const index = elasticlunr(function () {
      this.setRef('id');
      for (const field of ['title', 'body', 'breadcrumbs']) this.addField(field);
    });
    for (const { id, heading, title, text } of texts) index.addDoc({ id, title: heading, body: text, breadcrumbs: `${title} » ${heading}` });
    const bytes = zlib.gzipSync(JSON.stringify(index), { level: 9 }).length + sent(path.join(here, 'node_modules/elasticlunr/elasticlunr.min.js'));
    const options = { bool: 'OR', expand: true, fields: { title: { boost: 2 }, body: { boost: 1 }, breadcrumbs: { boost: 1 } } };
    return queries.map(({ id, query }) => {
      const start = performance.now();
      const results = index.search(query, options).slice(0, LIMIT).map((hit) => hit.ref);
      return { id, results, ms: performance.now() - start, bytes };
    });
  },
});

/** Pagefind as its command indexes the built site; of each page the part that it scores best is its answer. */
export const pagefind = (site, section) => ({
  name: 'Pagefind',
  run(queries) {
    const copy = fs.mkdtempSync('/tmp/pagefind-');
    fs.cpSync(site, copy, { recursive: true });
    const command = path.join(here, 'node_modules/pagefind/lib/runner/bin.cjs');
    execFileSync(process.execPath, [command, '--site', copy, '--root-selector', 'main'], { stdio: 'ignore' });
    return inChromium(copy, async (page) => {
      const sizes = [];
      page.on('response', (response) => {
        const { pathname } = new URL(response.url());
        if (pathname.startsWith('/pagefind/')) sizes.push(sent(path.join(copy, decodeURIComponent(pathname))));
      });
      const runs = [];
      for (const { id, query } of queries) {
        // A page of its own for each query: the first answer of a reader who has loaded nothing.
        await page.reload();
        sizes.length = 0;
        const found = await page.evaluate(async ([query, limit]) => {
          const start = performance.now();
          const pagefind = await import('/pagefind/pagefind.js');
          const search = await pagefind.search(query);
          const pages = await Promise.all(search.results.slice(0, limit).map((result) => result.data()));
          const best = (page) => {
            const score = (part) => part.weighted_locations.reduce((sum, word) => sum + word.balanced_score, 0);
            return page.sub_results.toSorted((a, b) => score(b) - score(a))[0] ?? page;
          };
          return { results: pages.map((page) => best(page).url), ms: performance.now() - start };
        }, [query, LIMIT]);
        const results = found.results.map((address) => {
          const url = new URL(address, 'http://host');
          return section({ url: url.pathname.slice(1), anchor: url.hash.slice(1) });
        });
        runs.push({ id, results: results.filter(Boolean), ms: found.ms, bytes: sizes.reduce((all, size) => all + size, 0) });
      }
      return runs;
    }).finally(() => fs.rmSync(copy, { recursive: true }));
  },
});
