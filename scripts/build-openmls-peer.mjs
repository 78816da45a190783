// The OpenMLS peer of test/interop/openmls: prints the path of the program.
import { main } from './rust-peer.mjs';

await main({ folder: 'openmls', program: 'openmls-peer', neededMinor: 91 });
