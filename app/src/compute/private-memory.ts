/**
 * Imported first by workers that share nothing: what they allocate is ordinary memory, which can be handed over, and
 * which the engine counts when it decides to collect garbage (it does not count shared memory).
 */
Reflect.deleteProperty(globalThis, "SharedArrayBuffer");
