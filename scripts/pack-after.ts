/** What `npm pack` and `npm publish` run last: puts the repository's package.json back. Harmless when it is there. */
import { restoreManifest } from './pack/swap.ts';

restoreManifest();
