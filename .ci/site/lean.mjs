// Copies of the crates whose types carry functions that nobody calls in Pando's browser: no linker can leave out what a table
// names. They are compiled in place of the published ones by one cargo call of .ci/build, and do the same there. They lie outside
// the checkout, so that another one need not compile them anew.
//   node .ci/site/lean.mjs FOLDER     prints what cargo's `paths` is to be; fails when a crate is not as it was
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const CHANGES = [
  // A page is taken over in one go, once the code of its screen is there (`frontend/src/lib.rs`): the way that waits in the
  // middle is a copy of everything.
  ['tachys', 'src/view/any_view.rs', 'hydrate_async: hydrate_async::<T::Owned>,', 'hydrate_async: |_, _, _| unreachable!(),'],
  [
    'tachys',
    'src/view/any_view.rs',
    '(self.hydrate_async)(self.value, cursor, position).await;',
    '(self.hydrate_from_server)(self.value, cursor, position);',
  ],
  // No page is made of templates.
  ['tachys', 'src/html/attribute/any_attribute.rs', 'hydrate_from_template: hydrate_from_template::<T::CloneableOwned>,', 'hydrate_from_template: hydrate_from_server::<T::CloneableOwned>,'],
  // The server alone lists the routes.
  ['leptos_router', 'src/matching/nested/any_nested_route.rs', 'generate_routes: generate_routes::<T>,', 'generate_routes: |_| Vec::new(),'],
];

const metadata = ['metadata', '--locked', '--format-version', '1', '--filter-platform', 'wasm32-unknown-unknown'];
const { packages } = JSON.parse(execFileSync('cargo', metadata, { maxBuffer: 2 ** 28 }));

/** Where the changed copy of a crate lies, made unless it is there. */
function lean(folder, crate) {
  const published = packages.find(({ name }) => name === crate);
  const changes = CHANGES.filter(([name]) => name === crate);
  const mark = createHash('sha256').update(JSON.stringify(changes)).digest('hex').slice(0, 12);
  const place = join(folder, `${crate}-${published.version}-${mark}`);
  if (existsSync(place)) return place;
  const made = `${place}.new`;
  rmSync(made, { recursive: true, force: true });
  cpSync(dirname(published.manifest_path), made, { recursive: true });
  for (const [, file, from, to] of changes) {
    const path = join(made, file);
    const text = readFileSync(path, 'utf8');
    if (text.split(from).length !== 2) throw new Error(`${crate}/${file} has not, or not once: ${from}`);
    writeFileSync(path, text.replace(from, () => to));
  }
  renameSync(made, place);
  return place;
}

const [folder] = process.argv.slice(2);
console.log(JSON.stringify([...new Set(CHANGES.map(([crate]) => crate))].map((crate) => lean(folder, crate))));
