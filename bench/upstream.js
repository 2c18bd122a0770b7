// The simulated provider in a process of its own: what it costs is not counted against whoever asks it.
import { startSimulatedProvider } from '../dist/testing/index.js';

const { url } = await startSimulatedProvider();
process.send?.(url);
process.once('disconnect', () => process.exit());
