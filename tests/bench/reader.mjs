// tests/bench/reader.mjs NAME=SITE…: what a reader's browser loads, in Chromium, from a host that compresses.
//
// For each site: the first page, opened with nothing kept; a search for one word on it; a second page, reached from the
// first with what is kept. Each cell has bytes and requests. Bytes are those of bodies as they are sent: texts with gzip at level 6, the rest as it lies.
// Sites without a search of their own make none, but Hugo's output with Pagefind's index beside it asks that index by its script
// and reads the five best results, as its own interface does, whose script and style come on top.
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

const sites = process.argv.slice(2).map((argument) => argument.split('='));
// `fixture.mjs` takes the first argument for a site; it is not read here.
const { launch } = await import('../judge/fixture.mjs');

const TYPES = { '.html': 'text/html', '.css': 'text/css', '.js': 'text/javascript', '.mjs': 'text/javascript', '.json': 'application/json', '.svg': 'image/svg+xml', '.wasm': 'application/wasm', '.xml': 'text/xml' };
const TEXTS = new Set(['.html', '.css', '.js', '.mjs', '.json', '.svg', '.xml']);
const WORD = 'rollback';

/** A host of a folder; `sent` holds the bytes of each body since it was emptied. */
async function host(folder) {
  const sent = [];
  const server = http.createServer((request, response) => {
    const name = decodeURIComponent(new URL(request.url, 'http://host').pathname);
    const file = path.join(folder, name.endsWith('/') ? `${name}index.html` : name);
    if (!fs.statSync(file, { throwIfNoEntry: false })?.isFile()) return response.writeHead(404).end();
    const kind = path.extname(file);
    const isText = TEXTS.has(kind);
    const body = isText ? gzipSync(fs.readFileSync(file), { level: 6 }) : fs.readFileSync(file);
    sent.push({ name, bytes: body.length });
    response.setHeader('Content-Type', TYPES[kind] ?? 'application/octet-stream');
    response.setHeader('Cache-Control', 'max-age=600');
    if (isText) response.setHeader('Content-Encoding', 'gzip');
    response.end(body);
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  return { origin: `http://127.0.0.1:${server.address().port}`, sent, close: () => server.close() };
}

const put = (page) => page.keyboard.insertText(WORD);
// 17 letters a second: faster than people, so that no interface waits for a pause between two letters.
const type = (page) => page.keyboard.type(WORD, { delay: 60 });

/** How each tool's search is asked, once its page is open; `enter` puts the word in. */
const SEARCHES = {
  roadbook: async (page, enter) => {
    await page.keyboard.press('/');
    await page.waitForSelector('dialog[open] input');
    await enter(page);
    await page.waitForSelector('dialog[open] [role="option"]');
  },
  hugo: (page) => page.evaluate(async (word) => {
    const pagefind = await import('/pagefind/pagefind.js');
    const { results } = await pagefind.search(word);
    await Promise.all(results.slice(0, 5).map((result) => result.data()));
  }, WORD),
  mkdocs: async (page, enter) => {
    await page.click('.md-search__input');
    await enter(page);
    await page.waitForSelector('.md-search-result__item');
  },
  mdbook: async (page, enter) => {
    await page.keyboard.press('s');
    await enter(page);
    await page.waitForSelector('#mdbook-searchresults li, #searchresults li');
  },
};

/** The addresses of two pages, the first two of the first section by name. */
function pages(folder) {
  const section = fs.readdirSync(folder).filter((name) => /-\d{3}$/.test(name)).sort()[0];
  const names = fs.readdirSync(path.join(folder, section)).filter((name) => !/^index\.html$|^README/.test(name)).sort();
  return names.slice(0, 2).map((name) => `/${section}/${name}${name.endsWith('.html') ? '' : '/'}`);
}

async function measure(name, folder, browser) {
  const { origin, sent, close } = await host(folder);
  const [first, second] = pages(folder);
  const loaded = async (page, act) => {
    sent.length = 0;
    await act();
    await page.waitForLoadState('networkidle');
    return { bytes: sent.reduce((sum, { bytes }) => sum + bytes, 0), requests: sent.length };
  };
  const hasSearch = SEARCHES[name] && (name !== 'hugo' || fs.existsSync(path.join(folder, 'pagefind')));
  const visit = async (enter) => {
    const context = await browser.newContext();
    const page = await context.newPage();
    const opened = await loaded(page, () => page.goto(origin + first));
    const searched = hasSearch && enter ? await loaded(page, () => SEARCHES[name](page, enter)) : null;
    const next = await loaded(page, () => page.goto(origin + second));
    await context.close();
    return { opened, searched, next };
  };
  const { opened, searched, next } = await visit(put);
  const typed = await visit(name === 'hugo' ? null : type);
  close();
  return [opened, next, searched, typed.searched];
}

const browser = await launch();
const cell = (found) => (found ? `${(found.bytes / 1000).toFixed(1)} kB, ${found.requests}` : '');
console.log('| Site | First page | Second page | A word, put in at once | The same, typed |');
console.log('| --- | --: | --: | --: | --: |');
for (const [name, folder] of sites) {
  const found = await measure(name, folder, browser);
  console.log(`| ${name} | ${found.map(cell).join(' | ')} |`);
}
await browser.close();
