/** What the AssemblyScript kernels export, as TypeScript sees it. Pointers are byte offsets. */
export interface KernelExports {
  memory: WebAssembly.Memory;
  __heap_base: WebAssembly.Global;
}
