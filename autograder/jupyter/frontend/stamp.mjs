// Notes in the built bundle which sources it was built from, so that a test can tell whether they
// are the present ones.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';

const files = ['package.json', 'tsconfig.json', 'yarn.lock']
  .concat(readdirSync('src').map(name => `src/${name}`))
  .concat(readdirSync('style').map(name => `style/${name}`))
  .sort();
const hash = createHash('sha256');
for (const file of files) {
  hash.update(`${file}\0`).update(readFileSync(file)).update('\0');
}
writeFileSync('../labextension/sources.sha256', `${hash.digest('hex')}\n`);
