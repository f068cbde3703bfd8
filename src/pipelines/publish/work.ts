/** What publishing does when it runs; loaded then. */
export { publishAsset } from '../../data/reported/publish-asset.ts';
export { readOrigin } from '../../data/stored/origins.ts';
export { openDraft } from '../stocks/step-path.ts';
