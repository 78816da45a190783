// `npm test`: fetches what the tests need, runs unit, servers and scenarios, and ends with `N passed, N failed`.
// A skipped test counts as failed: nothing may be left out unseen. Names of projects as arguments run only those.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const cache = join(root, '.cache');
const projects = ['unit', 'servers', 'scenarios'];
const asked = process.argv.slice(2).filter((argument) => projects.includes(argument));
const chosen = asked.length > 0 ? asked : projects;
mkdirSync(cache, { recursive: true });

function run(program, args, input = 'ignore') {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: root, stdio: [input, 'inherit', 'inherit'] });
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}

/** What a project needs beside npm packages; each script says itself what to install where it can't. */
const peers = [
  ['install-debian-packages.mjs', 'cargo-web', 'rustc-web', 'libssl-dev', 'pkg-config'],
  ['build-openmls-peer.mjs'],
  ['build-mls-rs-peer.mjs'],
];
const xmppServers = ['install-debian-packages.mjs', 'prosody', 'ejabberd'];
const homeserver = [['install-debian-packages.mjs', 'python3-venv'], ['fetch-synapse.mjs']];
const needs = {
  unit: [],
  servers: [...peers, xmppServers, ['install-debian-packages.mjs', 'postgresql'], ...homeserver],
  scenarios: [xmppServers, ...homeserver],
};
let unprepared = 0;
for (const command of new Set(chosen.flatMap((project) => needs[project]).map((words) => words.join(' ')))) {
  const [script, ...args] = command.split(' ');
  // Before it installs a package it asks, where somebody is there to answer.
  if ((await run(process.execPath, [join(root, 'scripts', script), ...args], 'inherit')) !== 0) unprepared += 1;
}

function count(report) {
  let passed = 0;
  let failed = 0;
  for (const file of report.testResults) {
    const outcomes = file.assertionResults.map(({ status }) => status);
    passed += outcomes.filter((status) => status === 'passed').length;
    const others = outcomes.filter((status) => status !== 'passed').length;
    // A file that could not even be loaded has no tests in it.
    failed += others === 0 && file.status !== 'passed' ? 1 : others;
  }
  return { passed, failed };
}

const all = { testResults: [] };
const total = { passed: 0, failed: unprepared };
for (const project of chosen) {
  const reportFile = join(cache, `test-report-${project}.json`);
  rmSync(reportFile, { force: true });
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const options = ['--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`];
  const code = await run(process.execPath, [vitest, 'run', '--passWithNoTests', ...options]);
  const report = existsSync(reportFile) ? JSON.parse(readFileSync(reportFile, 'utf8')) : { testResults: [] };
  const { passed, failed } = count(report);
  all.testResults.push(...report.testResults);
  total.passed += passed;
  // vitest may fail without a failed test: an error outside of one, a global setup that threw.
  total.failed += failed === 0 && code !== 0 ? 1 : failed;
}
writeFileSync(join(cache, 'test-report.json'), JSON.stringify(all));
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
