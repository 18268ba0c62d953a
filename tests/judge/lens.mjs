// tests/judge/lens.mjs SITE: the reader's own role, over the sample handbook; and what comes with pictures and headings.
import assert from 'node:assert/strict';
import { judgeSite } from './fixture.mjs';

const texts = (page, selector) => page.locator(selector).evaluateAll((all) => all.map((one) => one.textContent.trim()));
const all = (list) => [...list].sort();
const serves = (page, selector) => page.locator(selector).evaluateAll((all) => all.map((one) => roadbook.serves(one.querySelector('a'))));
/** Whether what serves the role stands before all else. */
const isFirst = (flags) => flags.includes(true) && flags.includes(false) && flags.lastIndexOf(true) < flags.indexOf(false);

await judgeSite('lens', {
  async 'a role is picked once, kept, and in the address'(open) {
    const page = await open('paths/', { ready: '.lens' });
    await page.locator('.lens option:nth-child(3)').waitFor({ state: 'attached' });
    await page.locator('.lens select').selectOption('sre');
    assert.equal(new URL(page.url()).search, '?role=sre');
    const next = await open('tools/', { context: page.context(), ready: '.lens.on' });
    assert.equal(await next.locator('.lens select').inputValue(), 'sre');
    assert.equal(new URL(next.url()).search, '');
  },
  async 'an address shows a page as another role sees it, and keeps the own choice'(open) {
    const page = await open('?role=sre', { ready: '.lens.on' });
    const other = await open('?role=cloud-engineer', { context: page.context(), ready: '.entry details.mine' });
    assert.equal(await other.locator('.entry details[open]').getAttribute('data-role'), 'cloud-engineer');
    const own = await open('', { context: page.context(), ready: '.entry details.mine' });
    assert.equal(await own.locator('.entry details[open]').getAttribute('data-role'), 'sre');
  },
  async 'on the home page the own wishes and cards come first, and nothing is hidden'(open) {
    const plain = await open('', { ready: '.asking' });
    const cards = '.cards:not(.latest) > li';
    const before = [await texts(plain, '.entry summary'), await texts(plain, cards)];
    const page = await open('?role=sre', { ready: '.cards .mine' });
    assert.equal(await page.locator('.entry details').first().getAttribute('data-role'), 'sre');
    assert.ok(isFirst(await serves(page, '.view-cards:has([href="paths/add-an-alert/"]) .cards > li')));
    assert.match((await texts(page, '.view-cards:has([href="roles/sre/"]) .cards > li'))[0], /^Site Reliability Engineer/);
    assert.deepEqual([all(await texts(page, '.entry summary')), all(await texts(page, cards))], before.map(all));
    assert.equal(await page.locator(cards).count(), await page.locator(`${cards}:visible`).count());
  },
  async 'lists and matrices begin with what serves the role, and can be sorted as ever'(open) {
    const page = await open('paths/?role=sre', { ready: '.data-table th.mine' });
    assert.ok(isFirst(await serves(page, '.data-table tbody tr')));
    await page.getByRole('button', { name: 'Golden path' }).first().click();
    assert.ok(!isFirst(await serves(page, '.data-table tbody tr')));
    const matrix = await open('capabilities/?role=sre', { ready: '[data-layout="matrix"] thead th.mine' });
    const table = matrix.locator('[data-layout="matrix"]').filter({ has: matrix.locator('thead a[href$="roles/sre/"]') }).first();
    const heads = await table.locator('thead th').evaluateAll((heads) => heads.map((head) => head.dataset.label));
    assert.equal(heads[1], 'Site Reliability Engineer');
    for (const label of await table.locator('tbody tr td:nth-child(2)').evaluateAll((cells) => cells.map((cell) => cell.dataset.label))) assert.equal(label, heads[1]);
  },
  async 'any role again, and all is as it was'(open) {
    const plain = await open('paths/', { ready: '.table-tools' });
    const before = await texts(plain, '.data-table tbody th');
    const page = await open('paths/?role=sre', { ready: '.lens.on' });
    await page.locator('.lens select').selectOption('');
    await page.waitForFunction(() => !document.querySelector('.mine'));
    assert.deepEqual(await texts(page, '.data-table tbody th'), before);
    assert.equal(new URL(page.url()).search, '');
  },
  async 'a role that nobody has is none'(open) {
    const page = await open('?role=pilot', { ready: '.asking' });
    await page.waitForFunction(() => !document.querySelector('.lens.on') && !location.search);
  },
  async 'on a phone it stands in the menu'(open) {
    const page = await open('paths/', { ready: '.menu', viewport: { width: 360, height: 740 } });
    await page.locator('.menu').click();
    await page.locator('.navigation .lens').waitFor();
  },
  async 'a heading takes its address along'(open) {
    const page = await open('roles/sre/', { ready: '.text h2' });
    await page.locator('.text h2').first().hover();
    await page.locator('.text h2 .anchor').first().click();
    await page.waitForFunction(() => document.querySelector('.anchor.copied'));
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /roles\/sre\/#responsibilities$/);
  },
  async 'a picture has a size and a caption, and opens large'(open) {
    const page = await open('writing/markdown/', { ready: 'figure .zoom', viewport: { width: 400, height: 740 } });
    assert.ok(Number(await page.locator('figure img').getAttribute('width')) > 0);
    await page.locator('figure .zoom').click();
    assert.ok(await page.locator('dialog.enlarged img').isVisible());
    await page.keyboard.press('Escape');
    await page.locator('dialog.enlarged').waitFor({ state: 'detached' });
    assert.ok(await page.evaluate(() => document.activeElement.matches('.zoom')));
  },
  async 'a page that a pointer rests on is fetched before it is asked for'(open) {
    const page = await open('paths/', { ready: '.navigation a' });
    const [request] = await Promise.all([page.waitForRequest('**/paths/add-a-queue/'), page.locator('.navigation a[href$="add-a-queue/"]').hover()]);
    assert.equal(request.method(), 'GET');
  },
});
