// tests/judge/disk.mjs SITE: the site as it is opened from a disk, without a server.
import assert from 'node:assert/strict';
import { pathToFileURL } from 'node:url';
import { browse, site } from './fixture.mjs';

const home = pathToFileURL(`${site}/index.html`).href;

await browse('disk', {
  async 'links lead to pages, not to folders'(open) {
    const page = await open(home);
    await page.locator('main .destinations a:visible').first().click();
    await page.waitForURL(/\/index\.html$/);
    assert.ok(await page.locator('h1').textContent());
    await page.locator('.brand').click();
    await page.waitForURL(home);
  },
  async 'search finds, and leads to a page'(open) {
    const page = await open(home);
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Search the handbook' }).fill('terraform');
    await page.locator('.finder .page').first().waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/tools\/terraform\/index\.html/);
    await page.waitForFunction(() => CSS.highlights.get('sought')?.size > 0);
    await page.goto(home.replace('index.html', 'search/index.html?q=kafka'));
    await page.locator('.finder .page').first().click();
    await page.waitForURL(/\/tools\/kafka\/index\.html/);
  },
  async 'the scripts of a view run'(open) {
    const page = await open(home);
    await page.locator('.entry-filter').first().fill('queue');
    assert.ok(await page.locator('.entry li:visible').count());
  },
});
