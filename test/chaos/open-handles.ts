/** Sockets, servers and timers that keep this process alive. */
export function openHandles(): number {
  return process.getActiveResourcesInfo().filter((name) => /^(?:TCP|Timeout)/.test(name)).length;
}
