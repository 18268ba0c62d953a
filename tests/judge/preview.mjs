// A preview of a handbook of the judges' own, in a folder of its own.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';

export class Preview {
  /** Serves these files, texts by their paths, with a program. */
  static async open(program, files) {
    const preview = new Preview(program, fs.mkdtempSync(path.join(os.tmpdir(), 'roadbook-preview-')));
    for (const [name, text] of Object.entries(files)) preview.write(name, text);
    await preview.start(0);
    return preview;
  }

  /** Serves a folder. */
  static async serve(program, folder) {
    const preview = new Preview(program, folder);
    await preview.start(0);
    return preview;
  }

  constructor(program, root) {
    this.program = path.resolve(program);
    this.root = root;
  }

  /** Starts the server; with a port, at that one. */
  async start(port) {
    this.server = spawn(this.program, ['serve', '--source', this.root, '--port', String(port), '--strict-port', '--no-cache'], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.said = '';
    this.server.stderr.on('data', (text) => (this.said += text));
    this.origin = await new Promise((ready, fail) => {
      readline.createInterface(this.server.stdout).once('line', (line) => ready(new URL(line).origin));
      this.server.once('exit', () => fail(new Error(this.said)));
    });
  }

  async stop() {
    const ended = new Promise((end) => this.server.once('exit', end));
    this.server.kill('SIGKILL');
    await ended;
  }

  async restart() {
    await this.stop();
    await this.start(new URL(this.origin).port);
  }

  /** Stops the server and removes the handbook. */
  async close() {
    await this.stop();
    fs.rmSync(this.root, { recursive: true });
  }

  has(name) {
    return fs.existsSync(path.join(this.root, name));
  }

  read(name) {
    return fs.readFileSync(path.join(this.root, name), 'utf8');
  }

  write(name, text) {
    const file = path.join(this.root, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  }

  edit(name, from, to) {
    const text = this.read(name);
    if (!text.includes(from)) throw new Error(`${name} lacks ${from}`);
    this.write(name, text.replace(from, () => to));
  }

  /** Brings back exactly these files of the handbook, and waits until they are what is shown. */
  async reset(files) {
    for (const folder of ['content', 'theme']) {
      for (const entry of fs.readdirSync(path.join(this.root, folder), { recursive: true, withFileTypes: true })) {
        const file = path.join(entry.parentPath, entry.name);
        if (entry.isFile() && !(path.relative(this.root, file) in files)) fs.rmSync(file);
      }
    }
    for (const [name, text] of Object.entries(files)) if (!this.has(name) || this.read(name) !== text) this.write(name, text);
    this.resets = (this.resets ?? 0) + 1;
    this.write('content/reset.md', `# Reset ${this.resets}\n`);
    while (!(await this.#shows(`Reset ${this.resets}`))) await new Promise((again) => setTimeout(again, 20));
  }

  async #shows(words) {
    const response = await fetch(`${this.origin}/reset/`);
    return (await response.text()).includes(words);
  }

  remove(name) {
    fs.rmSync(path.join(this.root, name));
  }
}
