/** A process beside the sandbox: it lives as long as its host, and says which signals it got. */
export const siblingProgram = `
for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM', 'SIGUSR2', 'SIGQUIT', 'SIGALRM']) {
  try { process.on(signal, () => console.log(signal)); } catch {}
}
process.stdin.resume().on('end', () => process.exit());
console.log('ready');
`;
