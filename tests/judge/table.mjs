// tests/judge/table.mjs SITE: what readers can do with a table.
import assert from 'node:assert/strict';
import { judge } from './fixture.mjs';

const cell = ({ state, text = '', sort }, label) =>
  `<td data-label="${label}"${sort === undefined ? '' : ` data-sort="${sort}"`}>` +
  (state ? `<span class="state ${state}"><span>${state}</span></span>` : text || '<span class="nothing"><span>none</span></span>') + '</td>';
const table = (number, layout, columns, rows) =>
  `<div class="table data-table" role="region" tabindex="0" aria-label="Table ${number}" data-layout="${layout}">` +
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
const open = (browse, address, options) => browse(address, { ready: '.table-tools >> nth=2', ...options });
const bar = (page, at) => page.locator('.table-tools').nth(at);
const region = (page, at) => page.locator('.data-table').nth(at);
const heads = (page, at) => region(page, at).locator('tbody tr:visible th').allTextContents();
const columns = (page, at) => region(page, at).locator('thead th:visible').allTextContents();
const address = (page, part) => page.waitForFunction((part) => location.search === part, part);
const clipboard = (page) => page.evaluate(() => navigator.clipboard.readText());

const words = {
  copied: 'Copied', 'table-filter': 'Filter', 'table-columns': 'Columns', 'table-all-columns': 'Show all', 'table-differences': 'Only the differences',
  'table-sort': 'Sort by', 'table-unsorted': 'as written', 'table-reverse': 'Reverse', 'table-csv': 'CSV', 'table-markdown': 'Markdown', 'table-shown': '{shown} of {all}',
};

await judge('table', { scripts: ['table.js'], words, text: list + comparison + matrix }, {
  async 'a list sorts by its heads, upwards, downwards and back, with empty cells last'(browse) {
    const page = await open(browse, '');
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
  async 'a list is filtered by any words of its rows'(browse) {
    const page = await open(browse, '?other=1');
    await bar(page, 0).getByRole('searchbox').fill('ecl');
    assert.deepEqual(await heads(page, 0), ['Éclair']);
    assert.equal(await bar(page, 0).getByRole('status').textContent(), '1 of 8');
    await address(page, '?other=1&t1=q:ecl');
    await bar(page, 0).getByRole('searchbox').fill('YES day');
    assert.deepEqual(await heads(page, 0), ['Backstage', 'Éclair', 'Helm']);
  },
  async 'a matrix is filtered by what its marks are about, and shows the columns that are left'(browse) {
    const page = await open(browse, '');
    await bar(page, 2).getByRole('searchbox').fill('airflow');
    assert.deepEqual(await heads(page, 2), ['ML']);
    assert.deepEqual(await columns(page, 2), ['Role', 'Airflow', 'Backstage']);
  },
  async 'columns are hidden, but never all of them'(browse) {
    const page = await open(browse, '');
    await bar(page, 1).locator('.choices:not(.sorter) summary').click();
    await bar(page, 1).getByLabel('Platform').uncheck();
    await bar(page, 1).getByLabel('Cloud').uncheck();
    assert.deepEqual(await columns(page, 1), ['Criterion', 'SRE']);
    assert.ok(await bar(page, 1).getByLabel('SRE').isDisabled());
    await address(page, '?t2=hide:1.3');
    await page.keyboard.press('Escape');
    assert.equal(await page.evaluate(() => document.activeElement.ariaLabel), 'Columns');
  },
  async 'only the differences are those of the columns in sight'(browse) {
    const page = await open(browse, '?t2=hide:3');
    await bar(page, 1).getByLabel('Only the differences').check();
    assert.deepEqual(await heads(page, 1), ['Focus', 'Overlap']);
    assert.equal(await bar(page, 1).getByRole('status').textContent(), '2 of 3');
    await address(page, '?t2=hide:3,diff');
  },
  async 'a comparison puts its members in the order of a number'(browse) {
    const page = await open(browse, '?t2=sort:-4');
    assert.deepEqual(await columns(page, 1), ['Criterion', 'SRE', 'Cloud', 'Platform']);
    assert.deepEqual(await region(page, 1).locator('tbody tr').first().locator('td').allTextContents(), ['Uptime', 'Networks', 'Paths']);
  },
  async 'copies hold what is in sight'(browse, origin) {
    const page = await open(browse, '?t1=sort:1,q:er&t2=hide:2');
    await bar(page, 0).getByRole('button', { name: 'CSV' }).click();
    await bar(page, 0).getByText('Copied').waitFor();
    assert.equal(await clipboard(page), 'Tool,Stars,Since,Fit\r\nDocker,,day 3,no\r\n');
    await bar(page, 1).getByRole('button', { name: 'Markdown' }).click();
    await bar(page, 1).getByText('Copied').waitFor();
    assert.equal(await clipboard(page), '| Criterion | Platform | Cloud |\n| --- | --- | --- |\n' +
      `| Focus | [Paths](${origin}/platform/) | Networks |\n| Pager | yes, often | no |\n| Overlap | 5 \\| shared | 6 |\n`);
  },
  async 'an address brings the table back, and a spoilt one does no harm'(browse) {
    const page = await open(browse, '?t1=sort:-1,hide:2,q:a%2C%20b&x=y#here');
    assert.equal(await bar(page, 0).getByRole('searchbox').inputValue(), 'a, b');
    assert.deepEqual(await columns(page, 0), ['Tool', 'Stars', 'Fit']);
    await bar(page, 0).getByRole('searchbox').fill('');
    assert.deepEqual(await heads(page, 0), [...tools].reverse());
    await address(page, '?x=y&t1=sort:-1,hide:2');
    assert.equal(new URL(page.url()).hash, '#here');
    const spoilt = await open(browse, '?t1=sort:99,hide:1.2.3.4.-5.x,q:%E0%A4%A&t2=sort:-,hide:&t3=%');
    assert.deepEqual(await heads(spoilt, 0), tools);
  },
  async 'on a phone without JavaScript each member is a card of its own'(browse) {
    const page = await open(browse, '', { ready: '.data-table', viewport: { width: 360, height: 800 }, javaScriptEnabled: false });
    const top = async (words) => (await region(page, 1).getByText(words, { exact: true }).first().boundingBox()).y;
    const order = await Promise.all(['Platform', 'Paths', '5 | shared', 'SRE', 'Uptime', '7', 'Cloud', 'Networks', '6'].map(top));
    assert.deepEqual(order, [...order].sort((a, b) => a - b));
    assert.ok(!(await region(page, 2).locator('td:has(.nothing)').first().isVisible()));
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= 360));
  },
});
