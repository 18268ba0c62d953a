// tests/judge/search.mjs SITE: what readers see of search. An engine of the judge's own answers, so that each state
// of the dialog can be had at will; what the real one finds is judged in `found.mjs`.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { judgeSite } from './fixture.mjs';
import { payloads } from './payloads.mjs';

const axe = fs.readFileSync(createRequire(path.join(import.meta.dirname, 'package.json')).resolve('axe-core/axe.min.js'), 'utf8');
const ENGINE = /\/theme\/search\.[0-9a-f]{8}\.js$/;
const DIALOG = /\/theme\/search-dialog\.[0-9a-f]{8}\.js$/;

// Runs in the browser in the place of `search.js`. It knows what it was asked, and holds back what it is told to.
function pretend(payload) {
  const page = (url, title, kind, kindTitle, ...hits) => ({ url, title: [[title]], kind, kindTitle, hits });
  const hit = (anchor, path, text) => ({ anchor, path: path.map((heading) => [[heading]]), excerpt: [['Before the ', false], [text, true], [' and behind it.', false]] });
  const pages = [
    page('tools/terraform/', 'Terraform', 'tool', 'Tool', hit('use-something-else-when', ['Use something else when'], 'Terraform'), hit('', [], 'resources'), hit('watch-out', ['Getting in', 'Watch out'], 'apply')),
    page('tools/kafka/', 'Kafka', 'tool', 'Tool', hit('', [], 'Kafka')),
    page('roles/sre/', 'Site Reliability Engineer', 'role', 'Role', hit('', [], 'Kafka')),
  ];
  const value = (value, label, count, isOn) => ({ value, label, count, isOn });
  window.asked = [];
  window.held = new Map();
  window.hold = new Set();
  const has = (facets, name, value) => facets.some((facet) => facet[0] === name && facet[1] === value);
  const answers = {
    nothing: (text, facets) => ({ text, total: 0, pages: [], facets: [{ name: 'kind', values: facets.map(([, kind]) => value(kind, kind, 0, true)) }], words: [], nearest: ['kafka', 'terraform'] }),
    teraform: (text) => ({ ...answers.all(text, []), corrected: 'terraform' }),
    payload: (text) => ({
      text, total: 99, corrected: payload, words: [payload, ...payload.split(/\W+/)], nearest: [payload],
      pages: [page('tools/kafka/', payload, payload, payload, { anchor: payload, path: [[[payload, true]], [[payload]]], excerpt: [[payload, false], [payload, true]] })],
      facets: [{ name: 'kind', values: [value(payload, payload, 1, true), value('b', payload, 2, false)] }, { name: payload, values: [value(payload, payload, 1, true)] }],
    }),
    all: (text, facets, limit = 10) => {
      const typed = /kind:(\w+)/.exec(text)?.[1];
      const isOf = (kind) => has(facets, 'kind', kind) || typed === kind;
      const found = pages.filter((page) => (isOf('role') ? page.kind === 'role' : isOf('tool') ? page.kind === 'tool' : true));
      return {
        text, total: text === 'many' ? 30 : found.length, pages: text === 'many' && limit > 10 ? [...found, ...found] : found,
        facets: [{ name: 'kind', values: [value('tool', 'Tool', 2, isOf('tool')), value('role', 'Role', 1, isOf('role'))] },
          { name: 'owner', values: [value('team-cloud', 'Cloud team', 2, has(facets, 'owner', 'team-cloud')), value('team-platform', 'Platform team', 1, false)] }],
        words: ['Terraform', 'resources', 'Kafka'], nearest: [],
      };
    },
  };
  roadbook.search = {
    marks: (text, words) => [...text.matchAll(/\w+/g)].filter(([word]) => words.has(word)).map(({ 0: { length }, index }) => ({ start: index, end: index + length })),
    open: async () => ({
      async search(text, { facets, lens, limit }) {
        window.asked.push({ text, facets, lens, limit });
        if (window.hold.has(text)) await new Promise((go) => window.held.set(text, go));
        if (text.startsWith('fail ')) throw new Error(text.slice(5));
        if (payload && text) return answers.payload(text);
        return text === 'nothing' || text === 'teraform' ? answers[text](text, facets) : answers.all(text, facets, limit);
      },
    }),
  };
}

const engine = (payload = '') => (context) => context.route(ENGINE, (route) => route.fulfill({ contentType: 'text/javascript', body: `"use strict";(${pretend})(${JSON.stringify(payload)})` }));
const visit = (browse, address = 'tools/terraform/', options = {}) => browse(address, { prepare: engine(), ...options });
const dialog = (page) => page.locator('dialog.finder');
const field = (page) => page.getByRole('combobox', { name: 'Search the handbook' });
const summon = async (page) => {
  await page.keyboard.press('Control+k');
  await field(page).waitFor();
};
const seek = async (page, text, shown = '.page') => {
  await summon(page);
  await field(page).fill(text);
  await dialog(page).locator(shown).first().waitFor();
};
const chosen = (page) => page.evaluate(() => document.getElementById(document.querySelector('[role=combobox]').getAttribute('aria-activedescendant'))?.querySelector('.name, .path')?.textContent ?? null);
const focused = (page) => page.evaluate(() => document.activeElement.className || document.activeElement.role);
const asked = (page) => page.evaluate(() => window.asked.map(({ text }) => text));
const last = (page) => page.evaluate(() => window.asked.at(-1));
const stored = (page, key) => page.evaluate((key) => localStorage.getItem(`roadbook-${key}`), key);
const marks = (page) => page.evaluate(() => CSS.highlights.get('sought')?.size ?? 0);
const titles = (page) => page.locator('.finder .page .name').allTextContents();

async function violations(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target} ${node.failureSummary}`));
}

await judgeSite('search', {
  async 'a tour by keyboard: open, choose, follow, and find the words marked'(browse) {
    const page = await visit(browse, '');
    await page.locator('a.search').focus();
    await page.keyboard.press('/');
    await field(page).waitFor();
    assert.equal(await field(page).getAttribute('aria-expanded'), 'true');
    await page.keyboard.type('terraform');
    await dialog(page).locator('.page').first().waitFor();
    assert.deepEqual(await titles(page), ['Terraform', 'Kafka', 'Site Reliability Engineer']);
    assert.equal(await page.locator('.tally').textContent(), '3 pages');
    assert.equal(await chosen(page), 'Use something else when');
    await page.keyboard.press('ArrowUp');
    assert.equal(await chosen(page), 'Terraform');
    await page.keyboard.press('ArrowUp');
    assert.equal(await chosen(page), 'Site Reliability Engineer');
    await page.keyboard.press('ArrowDown');
    assert.equal(await chosen(page), 'Terraform');
    await page.keyboard.press('End');
    assert.equal(await chosen(page), 'Site Reliability Engineer');
    await page.keyboard.press('Home');
    await page.keyboard.press('Home');
    assert.equal(await chosen(page), 'Terraform');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/tools/terraform/#use-something-else-when');
    await page.waitForFunction(() => CSS.highlights.get('sought')?.size > 1);
    await page.keyboard.press('Escape');
    assert.equal(await marks(page), 0);
    await page.reload();
    await page.locator('a.search[data-key]').waitFor();
    assert.equal(await marks(page), 0);
  },
  async 'Escape clears, then closes, and focus returns to where it was'(browse) {
    const page = await visit(browse);
    await page.locator('a.search').focus();
    await seek(page, 'kafka');
    await page.keyboard.press('Escape');
    assert.equal(await field(page).inputValue(), '');
    await dialog(page).locator('.shortcut').first().waitFor();
    await page.keyboard.press('Escape');
    await dialog(page).waitFor({ state: 'hidden' });
    assert.match(await focused(page), /\bsearch\b/);
    await page.locator('a.search').click();
    await field(page).waitFor();
    await page.keyboard.press('Control+k');
    await dialog(page).waitFor({ state: 'hidden' });
    await summon(page);
    await page.mouse.click(5, 5);
    await dialog(page).waitFor({ state: 'hidden' });
  },
  async 'the dialog opens with shortcuts, and with what is selected in the page'(browse) {
    const page = await visit(browse);
    await summon(page);
    assert.deepEqual(await dialog(page).locator('.heading').allTextContents(), ['Roles', 'Golden paths']);
    assert.ok((await dialog(page).locator('.shortcut').count()) > 8);
    await page.keyboard.press('Escape');
    await page.evaluate(() => getSelection().selectAllChildren(document.querySelector('h1')));
    await page.keyboard.press('Control+k');
    await dialog(page).locator('.page').first().waitFor();
    assert.equal(await field(page).inputValue(), 'Terraform');
    await page.keyboard.type('k');
    assert.equal(await field(page).inputValue(), 'k');
  },
  async 'a slash types itself in a field, and can be switched off'(browse) {
    const page = await visit(browse, 'search/');
    await page.locator('.seek input').fill('');
    await page.keyboard.press('/');
    assert.equal(await page.locator('.seek input').inputValue(), '/');
    await page.goto(page.url().replace('search/', 'tools/kafka/'));
    await summon(page);
    await dialog(page).getByText('Settings').click();
    await dialog(page).getByRole('checkbox').uncheck();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await dialog(page).waitFor({ state: 'hidden' });
    await page.keyboard.press('/');
    await summon(page);
    assert.equal(await field(page).inputValue(), '');
  },
  async 'what is typed before the dialog is there is not lost'(browse) {
    let arrive;
    const prepare = async (context) => {
      await engine()(context);
      const late = new Promise((go) => (arrive = go));
      await context.route(DIALOG, (route) => late.then(() => route.continue()));
    };
    const page = await visit(browse, 'tools/kafka/', { prepare });
    await page.keyboard.press('Control+k');
    await page.keyboard.type('kaf');
    arrive();
    await dialog(page).locator('.page').first().waitFor();
    await page.keyboard.type('ka');
    assert.equal(await field(page).inputValue(), 'kafka');
  },
  async 'a word that is being composed is not looked for'(browse) {
    const page = await visit(browse);
    await summon(page);
    const keyboard = await page.context().newCDPSession(page);
    await keyboard.send('Input.imeSetComposition', { text: 'にほ', selectionStart: 2, selectionEnd: 2 });
    assert.equal(await field(page).inputValue(), 'にほ');
    assert.deepEqual(await asked(page), []);
    await keyboard.send('Input.insertText', { text: '日本' });
    await dialog(page).locator('.page').first().waitFor();
    assert.deepEqual([...new Set(await asked(page))], ['日本']);
  },
  async 'chips and menus narrow the results, keep the focus, and can be typed'(browse) {
    const page = await visit(browse);
    await seek(page, 'kafka');
    const role = dialog(page).getByRole('button', { name: 'Role' });
    await role.press('Enter');
    await page.locator('.chip[aria-pressed="true"]').waitFor();
    assert.deepEqual((await last(page)).facets, [['kind', 'role']]);
    assert.deepEqual(await titles(page), ['Site Reliability Engineer']);
    assert.equal(await focused(page), 'chip');
    await role.press('Enter');
    await page.locator('.chip[aria-pressed="true"]').waitFor({ state: 'detached' });
    assert.deepEqual((await last(page)).facets, []);
    await dialog(page).getByRole('combobox', { name: 'Owner' }).selectOption('team-cloud');
    await page.locator('select.on').waitFor();
    assert.deepEqual((await last(page)).facets, [['owner', 'team-cloud']]);
    await dialog(page).getByRole('combobox', { name: 'Owner' }).selectOption('');
    await page.locator('select.on').waitFor({ state: 'detached' });
    const input = field(page);
    await input.fill('kafka kind:role');
    await page.locator('.chip[aria-pressed="true"]').waitFor();
    await page.locator('.chip[aria-pressed="true"]').click();
    await page.locator('.chip[aria-pressed="true"]').waitFor({ state: 'detached' });
    assert.equal(await input.inputValue(), 'kafka');
  },
  async 'the last searches are kept, and forgotten one by one or all at once'(browse) {
    const page = await visit(browse);
    for (const text of ['one', 'two', 'three', 'four', 'five', 'six', 'two']) {
      await seek(page, text);
      await page.keyboard.press('Enter');
      await dialog(page).waitFor({ state: 'hidden' });
      await page.waitForFunction(() => document.querySelector('a.search[data-key]'));
    }
    await page.goto(page.url().split('#')[0] + '?again');
    await summon(page);
    const recent = dialog(page).locator('.recent .name');
    assert.deepEqual(await recent.allTextContents(), ['two', 'six', 'five', 'four', 'three']);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Delete');
    assert.deepEqual(await recent.allTextContents(), ['two', 'five', 'four', 'three']);
    assert.equal(await chosen(page), 'five');
    await page.locator('.recent').first().hover();
    await page.locator('.recent .cross').first().click();
    assert.deepEqual(await recent.allTextContents(), ['five', 'four', 'three']);
    await recent.first().click();
    await dialog(page).locator('.page').first().waitFor();
    assert.equal(await field(page).inputValue(), 'five');
    await dialog(page).getByText('Settings').click();
    await dialog(page).getByText('Forget what').click();
    assert.equal(await stored(page, 'recents'), '');
  },
  async 'nothing found: the nearest words, all kinds, and the index'(browse) {
    const page = await visit(browse);
    await seek(page, 'kafka');
    await dialog(page).getByRole('button', { name: 'Role' }).click();
    await page.locator('.chip[aria-pressed="true"]').waitFor();
    await field(page).fill('nothing');
    await page.locator('.verdict').waitFor();
    assert.equal(await page.locator('.verdict').textContent(), 'Nothing found for nothing');
    assert.deepEqual(await page.locator('.near').allTextContents(), ['kafka', 'terraform']);
    assert.match(await page.locator('.notes a').getAttribute('href'), /\/search\/$/);
    await page.getByText('Search all kinds').click();
    await page.locator('.chip[aria-pressed="true"]').waitFor({ state: 'detached' });
    await page.locator('.near').first().click();
    await dialog(page).locator('.page').first().waitFor();
    assert.equal(await field(page).inputValue(), 'kafka');
  },
  async 'a mistyped word is corrected in words'(browse) {
    const page = await visit(browse);
    await seek(page, 'teraform');
    assert.equal(await page.locator('.notes').textContent(), 'Showing results for terraform');
  },
  async 'a late answer never takes the place of a newer one'(browse) {
    const page = await visit(browse);
    await summon(page);
    await page.evaluate(() => window.hold.add('teraform'));
    await field(page).fill('teraform');
    await page.waitForFunction(() => window.held.has('teraform'));
    assert.equal(await dialog(page).locator('.found').getAttribute('aria-busy'), 'true');
    await field(page).fill('kind:role');
    await dialog(page).locator('.page').first().waitFor();
    await page.evaluate(() => window.held.get('teraform')());
    await page.evaluate(() => new Promise((go) => requestAnimationFrame(() => setTimeout(go))));
    assert.deepEqual(await titles(page), ['Site Reliability Engineer']);
    assert.equal(await page.locator('.notes').textContent(), '');
  },
  async 'Enter before the answer follows the best of it once it is there'(browse) {
    const page = await visit(browse, '');
    await summon(page);
    await page.evaluate(() => window.hold.add('kafka kind:role'));
    await field(page).fill('kafka kind:role');
    await page.waitForFunction(() => window.held.size);
    await page.keyboard.press('Enter');
    await page.evaluate(() => window.held.get('kafka kind:role')());
    await page.waitForURL('**/roles/sre/');
  },
  async 'Control and Enter opens a new tab, with the words marked, and the dialog stays'(browse) {
    const page = await visit(browse, '');
    await seek(page, 'terraform');
    const [tab] = await Promise.all([page.context().waitForEvent('page'), page.keyboard.press('Control+Enter')]);
    await tab.waitForURL('**/tools/terraform/#use-something-else-when');
    await tab.waitForFunction(() => CSS.highlights.get('sought')?.size > 1);
    assert.ok(await dialog(page).isVisible());
  },
  async 'a result on the page itself closes the dialog and marks the words'(browse) {
    const page = await visit(browse, 'tools/terraform/');
    await seek(page, 'terraform');
    await page.keyboard.press('Enter');
    await dialog(page).waitFor({ state: 'hidden' });
    await page.waitForFunction(() => location.hash === '#use-something-else-when' && CSS.highlights.get('sought')?.size > 1);
  },
  async 'the role lens is passed on'(browse) {
    const page = await visit(browse, '?role=sre');
    await seek(page, 'kafka');
    assert.equal((await last(page)).lens, 'sre');
  },
  async 'what goes wrong is said in words, and can be tried again'(browse) {
    const page = await visit(browse);
    await summon(page);
    for (const [code, words] of [['missing', /cannot be found/], ['offline', /no connection/], ['stale', /has changed/], ['constructor', /does not work/]]) {
      await field(page).fill(`fail ${code}`);
      await page.waitForFunction((text) => window.asked.at(-1).text === text && document.querySelector('.verdict'), `fail ${code}`);
      assert.match(await page.locator('.verdict').textContent(), words);
      assert.equal(await page.locator('.option').count(), 0);
    }
    const times = (await asked(page)).length;
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.waitForFunction((times) => window.asked.length > times, times);
    await field(page).fill('kafka');
    await dialog(page).locator('.page').first().waitFor();
  },
  async 'where the scripts of the dialog are gone, the search leads to its page'(browse) {
    const prepare = (context) => context.route(DIALOG, (route) => route.fulfill({ status: 404, body: '' }));
    const page = await browse('tools/kafka/', { prepare });
    await page.keyboard.press('Control+k');
    await page.waitForURL('**/search/');
    assert.ok(await page.locator('.index').count());
  },
  async 'blocked storage changes nothing but what is remembered'(browse) {
    const prepare = async (context) => {
      await engine()(context);
      await context.addInitScript(() => {
        for (const method of ['getItem', 'setItem']) {
          Storage.prototype[method] = () => {
            throw new DOMException('blocked', 'SecurityError');
          };
        }
      });
    };
    const page = await visit(browse, '', { prepare });
    await seek(page, 'kafka');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/tools/terraform/**');
  },
  async 'the search page keeps the question in its address, and Back brings it back'(browse) {
    const page = await visit(browse, 'search/?q=kafka&in=kind%3Arole&in=nonsense');
    await page.locator('.page').first().waitFor();
    assert.deepEqual(await titles(page), ['Site Reliability Engineer']);
    assert.ok(await page.locator('.index').first().isHidden());
    await page.locator('.chip[aria-pressed="true"]').click();
    await page.waitForFunction(() => document.querySelectorAll('.page').length === 3);
    assert.doesNotMatch(page.url(), /kind/);
    await page.locator('.seek input').fill('terraform');
    await page.waitForURL('**/search/?q=terraform*');
    await page.locator('.seek input').press('Enter');
    await page.locator('.seek input').fill('many');
    await page.waitForURL('**/search/?q=many*');
    await page.getByRole('button', { name: 'Show all 30 pages' }).press('Enter');
    await page.waitForFunction(() => document.querySelectorAll('.page').length === 6);
    assert.match(await focused(page), /option page/);
    await page.goBack();
    await page.waitForFunction(() => document.querySelector('.seek input').value === 'terraform');
    await page.goBack();
    await page.waitForFunction(() => document.querySelector('.seek input').value === 'kafka' && document.querySelector('.chip[aria-pressed="true"]'));
    await page.locator('.seek input').fill('');
    await page.goto(page.url().split('?')[0]);
    await page.locator('.index').first().waitFor();
    await page.keyboard.press('Control+k');
    assert.equal(await page.evaluate(() => document.activeElement.name), 'q');
  },
  async 'without JavaScript the search is a page of all titles and headings'(browse) {
    const page = await visit(browse, 'tools/kafka/', { javaScriptEnabled: false });
    await page.locator('a.search').click();
    await page.waitForURL('**/search/');
    await page.locator('.seek input').fill('kafka');
    await page.locator('.seek input').press('Enter');
    await page.waitForURL('**/search/?q=kafka');
    await page.locator('.index').getByText('Kafka', { exact: true }).click();
    await page.waitForURL('**/tools/kafka/');
  },
  async 'nothing that is found or typed becomes an element'(browse) {
    const known = new Set(['A', 'SPAN', 'MARK', 'DIV', 'P', 'B', 'STRONG', 'BUTTON', 'SELECT', 'OPTION', 'INPUT', 'OUTPUT', 'KBD', 'DETAILS', 'SUMMARY', 'LABEL', 'svg', 'circle', 'path']);
    for (const payload of payloads) {
      const page = await visit(browse, `tools/kafka/#${encodeURIComponent(payload)}`, { prepare: engine(payload) });
      await page.evaluate((text) => {
        localStorage.setItem('roadbook-recents', text);
        localStorage.setItem('roadbook-role', text);
        localStorage.setItem('roadbook-sought', [location.href.split('#')[0], Date.now(), text].join('\n'));
      }, payload);
      await page.reload();
      await summon(page);
      await field(page).fill(payload);
      await dialog(page).locator('.page').first().waitFor();
      const found = await page.evaluate(() => [...document.querySelectorAll('dialog *')].map((element) => element.nodeName));
      assert.deepEqual([...new Set(found)].filter((name) => !known.has(name)), [], payload);
      assert.equal(await page.locator('.page .name').first().textContent(), payload);
      const outside = await page.evaluate(() => [...document.querySelectorAll('dialog a')].filter((link) => !link.href.startsWith(location.origin)).length);
      assert.equal(outside, 0, payload);
      const on = await page.evaluate(() => [...document.querySelectorAll('dialog *')].some((element) => element.getAttributeNames().some((name) => name.startsWith('on'))));
      assert.equal(on, false, payload);
      await page.goto(`${page.url().split('/tools')[0]}/search/?q=${encodeURIComponent(payload)}&in=${encodeURIComponent(payload)}`);
      await page.locator('.finder .page').first().waitFor();
      await page.context().close();
    }
  },
  async 'axe finds nothing in the open dialog and on the search page, in both schemes and widths'(browse) {
    for (const colorScheme of ['light', 'dark']) {
      for (const width of [1280, 320]) {
        const page = await visit(browse, 'tools/terraform/', { colorScheme, viewport: { width, height: 720 }, bypassCSP: true, reducedMotion: 'reduce' });
        await page.evaluate(() => localStorage.setItem('roadbook-recents', 'kafka\nqueue'));
        await summon(page);
        const states = { empty: '.shortcut', kafka: '.page', nothing: '.near', 'fail offline': '.verdict' };
        for (const [text, shown] of Object.entries(states)) {
          await field(page).fill(text === 'empty' ? '' : text);
          await dialog(page).locator(shown).first().waitFor();
          assert.deepEqual(await violations(page), [], `${text}, ${colorScheme}, ${width} px`);
        }
        const [wide, room] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
        assert.ok(wide <= room, `${wide} px in ${room}`);
        await page.goto(`${page.url().split('/tools')[0]}/search/?q=kafka`);
        await page.locator('.page').first().waitFor();
        assert.deepEqual(await violations(page), [], `search page, ${colorScheme}, ${width} px`);
        await page.context().close();
      }
    }
  },
});
