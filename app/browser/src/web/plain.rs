//! Taking letters apart: the browser has Unicode's tables, so they are not downloaded.

use js_sys::{JsString, RegExp};

thread_local! {
    /// The marks that are no letters.
    static MARKS: RegExp = RegExp::new(r"(?!\p{Alphabetic})\p{M}", "gu");
}

/// What a name is folded from: taken apart (NFKD) and without the marks that are no letters. The server's twin does the same.
pub fn plain(text: &str) -> String {
    let apart = JsString::from(text).normalize("NFKD");
    MARKS.with(|marks| apart.replace_by_pattern(marks, "")).into()
}
