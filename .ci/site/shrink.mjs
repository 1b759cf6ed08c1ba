// Makes WebAssembly files as small as wasm-opt does with -Oz, many in one process: its start costs more than most files.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const style = createRequire(new URL('../../style/package.json', import.meta.url));
const { default: binaryen } = await import(style.resolve('binaryen'));
binaryen.setOptimizeLevel(2);
binaryen.setShrinkLevel(2);
// The stack lies lowest, and whoever comes so near its end is about to fall over anyway.
binaryen.setLowMemoryUnused(true);
for (const file of process.argv.slice(2)) {
  const module = binaryen.readBinary(readFileSync(file));
  // What rustc uses by itself (the target_features of each file are dropped when it is split).
  module.setFeatures(
    binaryen.Features.MVP | binaryen.Features.BulkMemory | binaryen.Features.BulkMemoryOpt | binaryen.Features.NontrappingFPToInt | binaryen.Features.SignExt |
      binaryen.Features.MutableGlobals | binaryen.Features.ReferenceTypes | binaryen.Features.Multivalue,
  );
  // The second pass finds what the first has laid bare: 1 %.
  module.optimize();
  module.optimize();
  writeFileSync(file, module.emitBinary());
  module.dispose();
}
