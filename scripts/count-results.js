// Prints `N passed, N failed` over vitest's JSON reports, after the name of each test that failed and what it said. A test
// that was skipped counts as failed: where this runs, all must run.
import { readFileSync } from 'node:fs';

let passed = 0;
let failed = 0;
for (const name of process.argv.slice(2)) {
  const report = JSON.parse(readFileSync(name, 'utf8'));
  passed += report.numPassedTests;
  for (const file of report.testResults) {
    if (file.assertionResults.length === 0) tell('did not run', file.name);
    for (const test of file.assertionResults) {
      if (test.status !== 'passed') tell(test.status, test.fullName, test.failureMessages);
    }
  }
  if (report.numTotalTests === 0) tell('no tests in', name);
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function tell(status, what, messages = []) {
  failed += 1;
  console.log(`${status}: ${what}`);
  for (const message of messages) console.log(message.slice(0, 2000));
}
