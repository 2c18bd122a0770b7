// Writes everything in the repository that is generated; with --check, fails when something is not current.
await import('./generate-types.js');
await import('./generate-keys-pages.js');
await import('./generate-router-page.js');
await import('./generate-failures-page.js');
await import('./generate-readme-terminal.js');
