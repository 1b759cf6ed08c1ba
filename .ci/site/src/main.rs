//! Makes the browser's part of the site out of what the compiler wrote: the WebAssembly is split at its lazy areas, gets its
//! JavaScript, and every file carries the build's id in its name, so that browsers may keep it for ever.
//!
//! cargo-leptos does the same and much more; to compile it takes four times as long as the whole of Pando's set-up without it.

mod warnings;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use wasm_bindgen_cli_support::Bindgen;
use wasm_split_cli_support::{Options, transform};

fn main() -> Result<()> {
    warnings::print();
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [wasm, folder, name, id] = args.as_slice() else {
        return Err(anyhow!("usage: pando-site FRONT.wasm FOLDER NAME ID"));
    };
    let site = Site { wasm: wasm.into(), folder: folder.into(), name, id };
    site.make()
}

/// `app/src/shell/program.js` puts the sheet into the page before any of this, and takes it out again when it cannot be had.
const DRAWN: &str = "const drawn = (answer) => {\n\
    const styles = document.getElementById(\"screens\");\n\
    if (!styles || styles.sheet) return answer;\n\
    return new Promise((come) => [\"load\", \"error\"].forEach((end) => styles.addEventListener(end, () => come(answer))));\n\
    };\n";

struct Site<'a> {
    wasm: PathBuf,
    folder: PathBuf,
    name: &'a str,
    id: &'a str,
}

impl Site<'_> {
    fn make(&self) -> Result<()> {
        fs::create_dir_all(&self.folder)?;
        let whole = fs::read(&self.wasm).with_context(|| format!("reading {}", self.wasm.display()))?;
        let main = self.wasm.with_extension("split.wasm");
        let link = format!("./__wasm_split.{}.js", self.id);
        let main_module = format!("./{}.js", self.with_id(self.name));
        let mut options = Options::new(&whole);
        options.output_dir = &self.folder;
        options.main_out_path = &main;
        options.main_module = &main_module;
        options.link_name = &link;
        let split = transform(options).map_err(|error| anyhow!("splitting: {error:?}"))?;
        warnings::none_is_grave()?;
        self.name_chunks(&split.split_modules, &self.folder.join(&link))?;
        let named = |parts: Vec<String>| parts.iter().map(|part| self.with_id(part)).collect();
        let needs: BTreeMap<String, Vec<String>> = split.prefetch_map.into_iter().map(|(area, parts)| (area, named(parts))).collect();
        fs::write(self.folder.join(format!("__wasm_split_manifest.{}.json", self.id)), serde_json::to_string(&needs)?)?;
        self.bind(&main)
    }

    fn with_id(&self, stem: &str) -> String {
        format!("{stem}.{}", self.id)
    }

    /// Gives every chunk the id, in its name and where it is loaded. One that does not come within a minute is missing:
    /// otherwise nothing would ever say so. All of them wait for the style sheet that they are drawn with.
    fn name_chunks(&self, modules: &[PathBuf], link: &Path) -> Result<()> {
        let loader = fs::read_to_string(link).with_context(|| format!("reading {}", link.display()))?;
        let (endless, bounded) = ("import.meta.url));", "import.meta.url), { signal: AbortSignal.timeout(60000) }).then(drawn);");
        let mut loader = loader.replace(endless, bounded);
        if !loader.contains(bounded) {
            return Err(anyhow!("the splitter loads its parts in another way than it did: {endless} is not there"));
        }
        for module in modules {
            let stem = module.file_stem().and_then(|stem| stem.to_str()).context("a chunk without a name")?;
            let named = format!("{}.wasm", self.with_id(stem));
            fs::rename(module, self.folder.join(&named))?;
            loader = loader.replace(&format!("\"./{stem}.wasm\""), &format!("\"./{named}\""));
        }
        Ok(fs::write(link, format!("{DRAWN}{loader}"))?)
    }

    /// The JavaScript of the main part; Leptos looks for `NAME.ID.wasm`, without the `_bg` that wasm-bindgen adds.
    fn bind(&self, main: &Path) -> Result<()> {
        Bindgen::new()
            .input_path(main)
            .out_name(self.name)
            .web(true)?
            .keep_lld_exports(true)
            .demangle(false)
            .typescript(false)
            .generate(&self.folder)
            .context("wasm-bindgen")?;
        for (made, end) in [(format!("{}.js", self.name), "js"), (format!("{}_bg.wasm", self.name), "wasm")] {
            let named = format!("{}.{end}", self.with_id(self.name));
            fs::rename(self.folder.join(&made), self.folder.join(named)).with_context(|| format!("naming {made}"))?;
        }
        Ok(())
    }
}
