// node scripts/make-app-icons.mjs: draws the PNG icons of the BankID app from its SVG mark, for phones that install it. Its mark
// stands well inside the middle four fifths, so that the same drawing serves where the system cuts a shape out of it.
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

// sharp is upload's: icons are drawn by hand, now and then, so the web needs no dependency for them.
const require = createRequire(new URL('../apps/upload/package.json', import.meta.url));
const sharp = require('sharp');
const publicFile = (name) => fileURLToPath(new URL(`../apps/web/public/${name}`, import.meta.url));
for (const size of [180, 192, 512]) {
  await sharp(publicFile('bankid-app.svg'), { density: 72 * (size / 100) })
    .resize(size, size)
    .png({ compressionLevel: 9, palette: true })
    .toFile(publicFile(`bankid-app-${size}.png`));
}
