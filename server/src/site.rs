//! The built site: how its files are named, and which of them a page needs.

use std::collections::HashMap;
use std::error::Error;
use std::path::{Path, PathBuf};

use app::shell::Build;
use leptos::config::{LeptosOptions, get_configuration};

/// How the site is laid out. A build that names its files by what is in them left a list of them among them: whoever starts
/// the program need not know.
pub fn options() -> Result<LeptosOptions, Box<dyn Error>> {
    let mut options = get_configuration(None)?.leptos_options;
    let list = package(&options).join(&*options.hash_file);
    // Leptos looks for it beside the program, which may be another one's than the site's.
    options.hash_file = std::path::absolute(&list)?.to_string_lossy().into();
    options.hash_files = list.exists();
    Ok(options)
}

/// The folder of what a build makes.
fn package(options: &LeptosOptions) -> PathBuf {
    Path::new(&*options.site_root).join(&*options.site_pkg_dir)
}

/// What names a build's files have beside their own; nothing where they have none.
pub fn hashes(options: &LeptosOptions) -> String {
    std::fs::read_to_string(&*options.hash_file).unwrap_or_default()
}

/// Which build this is: another one than a browser's asks it to reload. A site without parts has a program that lacks them.
pub fn build(options: &LeptosOptions, hashes: &str) -> Result<Build, Box<dyn Error>> {
    let (files, name) = (format!("/{}", options.site_pkg_dir), &options.output_name);
    let list = package(options).join(format!("__wasm_split_manifest{}.json", of(hashes, "manifest")));
    let mut parts: HashMap<String, Vec<String>> =
        if list.exists() { serde_json::from_slice(&std::fs::read(list)?)? } else { HashMap::new() };
    for needs in parts.values_mut() {
        for part in needs.iter_mut() {
            *part = format!("{files}/{part}.wasm");
        }
        needs.push(format!("{files}/__wasm_split{}.js", of(hashes, "split")));
    }
    Ok(Build {
        version: format!("{}-{}", env!("CARGO_PKG_VERSION"), &platform::secret::digest(hashes)[..8]).into(),
        styles: styles(options, hashes).map(Into::into),
        program: format!("{files}/{name}{}", of(hashes, "js")).into(),
        parts: parts.into(),
    })
}

/// The addresses of the style sheets (`style/build.mjs`).
fn styles(options: &LeptosOptions, hashes: &str) -> [String; 2] {
    [&*options.output_name, "screens"].map(|name| format!("/{}/{name}{}.css", options.site_pkg_dir, of(hashes, "css")))
}

/// What stands between the name of a file and its end.
fn of(hashes: &str, kind: &str) -> String {
    let mut listed = hashes.lines().filter_map(|line| line.split_once(':'));
    listed.find(|(of, _)| *of == kind).map(|(_, hash)| format!(".{}", hash.trim())).unwrap_or_default()
}
