// tests/judge/found.mjs SITE: search with the index of the site itself, whole, half deployed and missing.
import assert from 'node:assert/strict';
import { judgeSite } from './fixture.mjs';

const field = (page) => page.getByRole('combobox', { name: 'Search the handbook' });
// Waits until the list shows what the field asks for.
const settled = (page) => page.waitForFunction(() => document.querySelector('.finder .found')?.getAttribute('aria-busy') === 'false');
async function ask(page, text) {
  await field(page).fill(text);
  await settled(page);
}
const open = async (browse, options) => {
  const page = await browse('tools/kafka/', options);
  await page.keyboard.press('Control+k');
  await field(page).waitFor();
  return page;
};

const strange = [
  ...['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf then', '__proto__:constructor', 'kind:constructor', 'kind:', ':', '"', '"constructor', '" "', '-', '*', '.*', '[', '(a+)+$', '\\', '%', '%E0%A4%A', '&amp;', '<b>'],
  ...['🙂', '👩‍👩‍👧‍👦 terraform', '\u0301', 'é'.repeat(200), 'مرحبا بالعالم', 'שלום', '日本語', '数据库管理', '한국어', 'ﬁle', '\u202eterraform', '\ud800', 'a\u0000b', ' \t\u00a0 '],
  ...['x'.repeat(10_000), 'terraform '.repeat(1000), '"'.repeat(10_000), '数'.repeat(10_000)],
];

await judgeSite('found', {
  async 'what is looked for is found, and what is chosen is opened'(browse) {
    const page = await open(browse);
    await ask(page, 'terraform');
    assert.equal(await page.locator('.finder .page .name').first().textContent(), 'Terraform');
    assert.ok((await page.locator('.finder mark').count()) > 0);
    await ask(page, 'teraform');
    assert.equal(await page.locator('.finder .notes').textContent(), 'Showing results for terraform');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/tools/terraform/**');
    await page.waitForFunction(() => CSS.highlights.get('sought')?.size > 0);
  },
  async 'chips, menus and typed facets narrow what is found, and say how much there is'(browse) {
    const page = await open(browse);
    const kinds = () => page.locator('.finder .page .what').allTextContents();
    await ask(page, 'on call');
    const chip = page.locator('.finder .chip').filter({ hasText: 'Role' });
    const count = Number(await chip.locator('span').textContent());
    assert.ok(count > 1 && new Set(await kinds()).size > 1);
    await chip.click();
    await settled(page);
    assert.equal(await page.locator('.finder .tally').textContent(), `${count} pages`);
    assert.deepEqual([...new Set(await kinds())], ['Role']);
    const chosen = await page.locator('.finder .page .name').allTextContents();
    await chip.click();
    await ask(page, 'on call kind:role');
    assert.equal(await page.locator('.chip[aria-pressed="true"]').count(), 1);
    assert.deepEqual(await page.locator('.finder .page .name').allTextContents(), chosen);
    for (const [name, label] of Object.entries({ owner: 'Owner', audience: 'For', tags: 'Tag' })) {
      await ask(page, 'service');
      const menu = page.locator(`.finder select[aria-label="${label}"]`);
      const [value, words] = await menu.locator('option').nth(1).evaluate((option) => [option.value, option.textContent]);
      await menu.selectOption(value);
      await settled(page);
      assert.ok(words.endsWith(`(${(await page.locator('.finder .tally').textContent()).split(' ')[0]})`), words);
      const narrowed = await page.locator('.finder .page .name').allTextContents();
      await menu.selectOption('');
      await ask(page, `service ${name}:"${value}"`);
      assert.deepEqual(await page.locator('.finder .page .name').allTextContents(), narrowed);
    }
    await ask(page, 'platform kind:nothing');
    assert.equal(await page.locator('.finder .verdict').count(), 1);
  },
  async 'no query is an error'(browse) {
    const page = await open(browse);
    for (const text of strange) {
      await ask(page, text);
      const said = await page.locator('.finder .verdict').allTextContents();
      assert.ok(said.every((words) => words.startsWith('Nothing found for')), `${text.slice(0, 40)}: ${said}`);
    }
    await ask(page, 'kafka');
    assert.ok((await page.locator('.finder .page').count()) > 0);
  },
  async 'an index that is missing, cut off or a page in its place is said in words, and the page still works'(browse) {
    const whole = /\/_search\//;
    const shards = /\/_search\/(?!root\.js)/;
    const answers = {
      missing: (route) => route.fulfill({ status: 404, body: '' }),
      'a page with 404': (route) => route.fulfill({ status: 404, contentType: 'text/html', body: '<!doctype html><title>Not found</title>' }),
      'a page with 200': (route) => route.fulfill({ status: 200, contentType: 'text/javascript', body: '<!doctype html><title>Not found</title>' }),
      empty: (route) => route.fulfill({ status: 200, contentType: 'text/javascript', body: '' }),
      'cut off': async (route) => {
        const body = await (await route.fetch()).text();
        return route.fulfill({ status: 200, contentType: 'text/javascript', body: body.slice(0, body.length / 2) });
      },
      'of other bytes': (route) => route.fulfill({ status: 200, contentType: 'text/javascript', body: '__roadbookSearch("root","AAAA");__roadbookSearch("d0","AAAA");' }),
      offline: (route) => route.abort('internetdisconnected'),
    };
    for (const files of [whole, shards]) {
      for (const [what, answer] of Object.entries(answers)) {
        const page = await open(browse, { prepare: (context) => context.route(files, answer), tolerates: /SyntaxError/ });
        await ask(page, 'terraform');
        assert.equal(await page.locator('.finder .verdict').count(), 1, `${what}: ${await page.locator('dialog').innerText()}`);
        await page.keyboard.press('Escape');
        await page.keyboard.press('Escape');
        await page.locator('.brand').click();
        await page.waitForURL((url) => url.pathname === '/');
        await page.context().close();
      }
    }
  },
});
