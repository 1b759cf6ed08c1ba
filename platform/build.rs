//! A migration that is new is compiled in: the macro that reads them is not told of files that were not there before.

fn main() {
    println!("cargo::rerun-if-changed=../migrations");
}
