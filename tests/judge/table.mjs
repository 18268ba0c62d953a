// tests/judge/table.mjs SITE: what readers can do with a table, in Chromium, under a strict policy.
//
// The tables stand on pages of this file's own, so that it holds for every handbook; styles and scripts are the site's.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(path.join(import.meta.dirname, 'package.json'));
const { chromium } = require('playwright-core');
const site = path.resolve(process.argv[2] ?? 'site');
const theme = (name, extension) => `theme/${fs.readdirSync(path.join(site, 'theme')).find((file) => file.startsWith(`${name}.`) && file.endsWith(extension))}`;
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
  "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'";

const cell = ({ state, text = '', sort }, label) =>
  `<td data-label="${label}"${sort === undefined ? '' : ` data-sort="${sort}"`}>` +
  (state ? `<span class="state ${state}"><span>${state}</span></span>` : text || '<span class="nothing"><span>none</span></span>') + '</td>';
const table = (number, layout, columns, rows) =>
  `<div class="table data-table" role="region" tabindex="0" aria-label="Table ${number}" data-layout="${layout}" data-script="${theme('table', '.js')}" ` +
  'data-filter="Filter" data-columns="Columns" data-all-columns="Show all" data-differences="Only the differences" data-sort-by="Sort by" ' +
  'data-unsorted="as written" data-reverse="Reverse" data-csv="CSV" data-markdown="Markdown" data-copied="Copied" data-shown="{shown} of {all}">' +
  '<table><thead><tr>' + columns.map(([label, order]) => `<th scope="col" data-label="${label}" data-order="${order}"><div class="head">${label}</div></th>`).join('') +
  '</tr></thead><tbody>' + rows.map(([head, ...cells]) => `<tr><th scope="row" data-label="${head}">${head}</th>` +
    cells.map((content, at) => cell(content, layout === 'columns' ? head : columns[at + 1][0])).join('') + '</tr>').join('') + '</tbody></table></div>';

const text = (words) => ({ text: words });
const tools = ['Airflow', 'Backstage', 'Crossplane', 'Docker', 'Éclair', 'Flux', 'Git', 'Helm'];
const list = table(1, 'rows', [['Tool', 'text'], ['Stars', 'number'], ['Since', 'date'], ['Fit', 'state']],
  tools.map((tool, at) => [tool, at === 3 ? {} : { text: `${at * 900} "stars"`, sort: at * 900 - 1000 }, { text: `day ${at}`, sort: `2026-0${9 - at}-01` }, { state: ['no', 'yes', 'partial'][at % 3] }]));
const comparison = table(2, 'columns', [['Criterion', 'text'], ['Platform', 'text'], ['SRE', 'text'], ['Cloud', 'text']], [
  ['Focus', text('<a href="/platform/">Paths</a>'), text('Uptime'), text('Networks')],
  ['Pager', text('yes, often'), text('yes, often'), text('no')],
  ['Overlap', text('5 | shared'), { text: '7', sort: 7 }, { text: '6', sort: 6 }],
]);
const matrix = table(3, 'matrix', [['Role', 'text'], ...tools.map((tool) => [tool, 'state'])],
  ['ML', 'Data', 'Front end', 'Back end', 'Cloud', 'Network', 'Security', 'Mobile'].map((role, row) => [role, ...tools.map((_, at) => (at === row ? { state: 'core' } : at === row + 1 ? { state: 'aware' } : {}))]));
const PAGE = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Tables</title>` +
  `<link rel="stylesheet" href="/${theme('style', '.css')}"><script type="module" src="/${theme('roadbook', '.js')}"></script></head>` +
  `<body><main><article><h1>Tables</h1><div class="text">${list}${comparison}${matrix}</div></article></main></body></html>`;

const TYPES = { '.css': 'text/css', '.js': 'text/javascript' };
const server = http.createServer((request, response) => {
  const name = new URL(request.url, 'http://host').pathname;
  response.setHeader('Content-Security-Policy', POLICY);
  if (name === '/tables/') return response.setHeader('Content-Type', 'text/html').end(PAGE);
  const type = TYPES[path.extname(name)];
  if (!type || !name.startsWith('/theme/')) return response.writeHead(404).end();
  response.setHeader('Content-Type', type).end(fs.readFileSync(path.join(site, path.basename(path.dirname(name)), path.basename(name))));
});
await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
const origin = `http://127.0.0.1:${server.address().port}`;

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] });
const faults = [];

async function open(address, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, permissions: ['clipboard-read', 'clipboard-write'], ...options });
  const page = await context.newPage();
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && !message.text().includes('favicon') && !message.text().includes('404') && faults.push(message.text()));
  await page.goto(`${origin}/tables/${address}`);
  if (options.javaScriptEnabled !== false) await page.locator('.table-tools').nth(2).waitFor();
  return page;
}
const bar = (page, at) => page.locator('.table-tools').nth(at);
const region = (page, at) => page.locator('.data-table').nth(at);
const heads = (page, at) => region(page, at).locator('tbody tr:visible th').allTextContents();
const columns = (page, at) => region(page, at).locator('thead th:visible').allTextContents();
const address = (page, part) => page.waitForFunction((part) => location.search === part, part);
const clipboard = (page) => page.evaluate(() => navigator.clipboard.readText());

const checks = {
  async 'a list sorts by its heads, upwards, downwards and back, with empty cells last'() {
    const page = await open('');
    const stars = region(page, 0).getByRole('button', { name: 'Stars' });
    await stars.click();
    assert.deepEqual(await heads(page, 0), ['Airflow', 'Backstage', 'Crossplane', 'Éclair', 'Flux', 'Git', 'Helm', 'Docker']);
    assert.equal(await region(page, 0).locator('th[aria-sort="ascending"]').textContent(), 'Stars');
    await address(page, '?t1=sort:2');
    await stars.click();
    assert.deepEqual(await heads(page, 0), ['Helm', 'Git', 'Flux', 'Éclair', 'Crossplane', 'Backstage', 'Airflow', 'Docker']);
    await address(page, '?t1=sort:-2');
    await stars.click();
    assert.deepEqual(await heads(page, 0), tools);
    await address(page, '');
    await region(page, 0).getByRole('button', { name: 'Fit' }).press('Enter');
    assert.deepEqual(await heads(page, 0), ['Backstage', 'Éclair', 'Helm', 'Crossplane', 'Flux', 'Airflow', 'Docker', 'Git']);
    await region(page, 0).getByRole('button', { name: 'Since' }).click();
    assert.deepEqual(await heads(page, 0), [...tools].reverse());
  },
  async 'a list is filtered by any words of its rows'() {
    const page = await open('?other=1');
    await bar(page, 0).getByRole('searchbox').fill('ecl');
    assert.deepEqual(await heads(page, 0), ['Éclair']);
    assert.equal(await bar(page, 0).getByRole('status').textContent(), '1 of 8');
    await address(page, '?other=1&t1=q:ecl');
    await bar(page, 0).getByRole('searchbox').fill('YES day');
    assert.deepEqual(await heads(page, 0), ['Backstage', 'Éclair', 'Helm']);
  },
  async 'a matrix is filtered by what its marks are about, and shows the columns that are left'() {
    const page = await open('');
    await bar(page, 2).getByRole('searchbox').fill('airflow');
    assert.deepEqual(await heads(page, 2), ['ML']);
    assert.deepEqual(await columns(page, 2), ['Role', 'Airflow', 'Backstage']);
  },
  async 'columns are hidden, but never all of them'() {
    const page = await open('');
    await bar(page, 1).locator('.choices:not(.sorter) summary').click();
    await bar(page, 1).getByLabel('Platform').uncheck();
    await bar(page, 1).getByLabel('Cloud').uncheck();
    assert.deepEqual(await columns(page, 1), ['Criterion', 'SRE']);
    assert.ok(await bar(page, 1).getByLabel('SRE').isDisabled());
    await address(page, '?t2=hide:1.3');
    await page.keyboard.press('Escape');
    assert.equal(await page.evaluate(() => document.activeElement.ariaLabel), 'Columns');
  },
  async 'only the differences are those of the columns in sight'() {
    const page = await open('?t2=hide:3');
    await bar(page, 1).getByLabel('Only the differences').check();
    assert.deepEqual(await heads(page, 1), ['Focus', 'Overlap']);
    assert.equal(await bar(page, 1).getByRole('status').textContent(), '2 of 3');
    await address(page, '?t2=hide:3,diff');
  },
  async 'a comparison puts its members in the order of a number'() {
    const page = await open('?t2=sort:-4');
    assert.deepEqual(await columns(page, 1), ['Criterion', 'SRE', 'Cloud', 'Platform']);
    assert.deepEqual(await region(page, 1).locator('tbody tr').first().locator('td').allTextContents(), ['Uptime', 'Networks', 'Paths']);
  },
  async 'copies hold what is in sight'() {
    const page = await open('?t1=sort:1,q:er&t2=hide:2');
    await bar(page, 0).getByRole('button', { name: 'CSV' }).click();
    await bar(page, 0).getByText('Copied').waitFor();
    assert.equal(await clipboard(page), 'Tool,Stars,Since,Fit\r\nDocker,,day 3,no\r\n');
    await bar(page, 1).getByRole('button', { name: 'Markdown' }).click();
    await bar(page, 1).getByText('Copied').waitFor();
    assert.equal(await clipboard(page), '| Criterion | Platform | Cloud |\n| --- | --- | --- |\n' +
      `| Focus | [Paths](${origin}/platform/) | Networks |\n| Pager | yes, often | no |\n| Overlap | 5 \\| shared | 6 |\n`);
  },
  async 'an address brings the table back, and a spoilt one does no harm'() {
    const page = await open('?t1=sort:-1,hide:2,q:a%2C%20b&x=y#here');
    assert.equal(await bar(page, 0).getByRole('searchbox').inputValue(), 'a, b');
    assert.deepEqual(await columns(page, 0), ['Tool', 'Stars', 'Fit']);
    await bar(page, 0).getByRole('searchbox').fill('');
    assert.deepEqual(await heads(page, 0), [...tools].reverse());
    await address(page, '?x=y&t1=sort:-1,hide:2');
    assert.equal(new URL(page.url()).hash, '#here');
    const spoilt = await open('?t1=sort:99,hide:1.2.3.4.-5.x,q:%E0%A4%A&t2=sort:-,hide:&t3=%');
    assert.deepEqual(await heads(spoilt, 0), tools);
  },
  async 'on a phone without JavaScript each member is a card of its own'() {
    const page = await open('', { viewport: { width: 360, height: 800 }, javaScriptEnabled: false });
    const top = async (words) => (await region(page, 1).getByText(words, { exact: true }).first().boundingBox()).y;
    const order = await Promise.all(['Platform', 'Paths', '5 | shared', 'SRE', 'Uptime', '7', 'Cloud', 'Networks', '6'].map(top));
    assert.deepEqual(order, [...order].sort((a, b) => a - b));
    assert.ok(!(await region(page, 2).locator('td:has(.nothing)').first().isVisible()));
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= 360));
  },
};

let failed = 0;
for (const [name, check] of Object.entries(checks)) {
  try {
    await check();
    assert.deepEqual(faults.splice(0), []);
  } catch (error) {
    failed += 1;
    console.log(`table: ${name}\n  ${String(error.message).replaceAll('\n', '\n  ')}`);
  }
  for (const context of browser.contexts()) await context.close();
}
await browser.close();
server.close();
console.log(`table: ${Object.keys(checks).length - failed} of ${Object.keys(checks).length} hold`);
process.exit(failed ? 1 : 0);
