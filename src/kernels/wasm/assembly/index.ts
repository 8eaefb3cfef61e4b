// Entry of the AssemblyScript kernels: one file a kernel, re-exported here.
export { ping } from "./ping";
