#!/usr/bin/env node
/**
 * Starts Tapeline: on a Node that is new enough, from the copy that the project at hand has installed.
 * Any Node since 10 must be able to read this file: nothing in it is newer than ES2017 but import().
 */
'use strict';

const fs = require('fs');
const path = require('path');

const NEEDED = [24, 15];
const UNABLE = 3;

if (isNewEnough(process.versions.node)) {
  start();
} else {
  const newer = findNewerNode();
  if (newer === null) fail(tooOldSentence());
  else handOver(newer);
}

function start() {
  const copy = copyOfProject();
  if (copy !== null) {
    require(copy);
    return;
  }
  const root = path.dirname(__dirname);
  const source = path.join(root, 'src', 'cli', 'main.ts');
  const entry = fs.existsSync(source) ? source : path.join(root, 'dist', 'cli', 'main.js');
  if (!fs.existsSync(entry)) {
    fail(`The copy of Tapeline in "${root}" is incomplete: "${entry}" is missing. Install it again.`);
    return;
  }
  require('module').enableCompileCache();
  import(require('url').pathToFileURL(entry).href)
    .then((cli) => cli.main(process.argv.slice(2)))
    .then((code) => {
      process.exitCode = code;
    });
}

/** The launcher that the project at hand has installed, unless it is this one. */
function copyOfProject() {
  const upward = foldersUpward(directoryAsked());
  const isProject = (folder) =>
    fs.existsSync(path.join(folder, 'tapeline.config.ts')) || fs.existsSync(path.join(folder, 'package.json'));
  const project = upward.findIndex(isProject);
  if (project < 0) return null;
  const installed = upward
    .slice(project)
    .map((folder) => path.join(folder, 'node_modules', 'tapeline', 'bin', 'tapeline.js'))
    .find((file) => fs.existsSync(file));
  if (installed === undefined) return null;
  const copy = fs.realpathSync(installed);
  return copy === fs.realpathSync(__filename) ? null : copy;
}

/** Where to look for the project: `-C`, `--directory`, or the current folder. */
function directoryAsked() {
  const words = process.argv.slice(2);
  for (let at = 0; at < words.length && words[at] !== '--'; at += 1) {
    if (words[at] === '-C' || words[at] === '--directory') return path.resolve(words[at + 1] || '.');
    const joined = /^--directory=(.+)$/.exec(words[at]);
    if (joined !== null) return path.resolve(joined[1]);
  }
  return process.cwd();
}

function foldersUpward(folder) {
  const parent = path.dirname(folder);
  return parent === folder ? [folder] : [folder].concat(foldersUpward(parent));
}

/** A Node that an install has put beside the project, or beside this package. */
function findNewerNode() {
  const folders = foldersUpward(process.cwd()).concat(foldersUpward(path.dirname(__dirname)));
  const candidates = folders.map((folder) => path.join(folder, 'node_modules', '.bin', 'node'));
  const found = candidates.find((file) => fs.existsSync(file) && isNewEnough(versionOf(file)));
  return found === undefined ? null : found;
}

function versionOf(node) {
  const answer = require('child_process').spawnSync(node, ['--version'], { encoding: 'utf8' });
  return answer.status === 0 ? answer.stdout.trim().replace(/^v/, '') : '0.0.0';
}

function isNewEnough(version) {
  const parts = version.split('.').map(Number);
  return parts[0] > NEEDED[0] || (parts[0] === NEEDED[0] && parts[1] >= NEEDED[1]);
}

/**
 * Runs the same command on another Node and ends as it ends. What a terminal sends on Ctrl-C reaches both of us, so
 * there it is only outlived; a signal that is sent to this process alone is handed on.
 */
function handOver(node) {
  const options = { stdio: 'inherit' };
  const child = require('child_process').spawn(node, [__filename].concat(process.argv.slice(2)), options);
  const hasTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
  const outlived = hasTerminal ? ['SIGINT', 'SIGQUIT'] : [];
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGHUP', 'SIGUSR2']) {
    process.on(signal, () => {
      if (outlived.indexOf(signal) < 0) child.kill(signal);
    });
  }
  child.on('error', (error) => fail(`The newer Node at "${node}" could not be started: ${error.message}.`));
  child.on('exit', (code, signal) => {
    if (signal === null) {
      process.exitCode = code;
      return;
    }
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

function tooOldSentence() {
  const version = `v${process.versions.node}`;
  const needed = NEEDED.join('.');
  const env = process.env;
  const language = env.TAPELINE_LANG || env.LC_ALL || env.LC_MESSAGES || env.LANG || '';
  return /^zh/.test(language)
    ? `Tapeline 需要 Node ${needed} 或更新版本,当前为 ${version}:请升级 Node,或在项目目录运行 "npm install --save-dev node@lts" 后重试。`
    : `Tapeline needs Node ${needed} or newer and this is ${version}: install a newer Node, or one for this project alone with "npm install --save-dev node@lts", then run the command again.`;
}

function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = UNABLE;
}
