//! Declaring SQL so that a test can prepare every statement on both engines.

/// Declares a store's statements as constants, and lists them all for the test that prepares them.
///
/// `NAME = "…";` is one text; `NAME = rows(columns) "before" … "after";` goes with [`Tx::query_rows`](super::Tx::query_rows).
#[macro_export]
macro_rules! statements {
    ($($(#[$doc:meta])* $name:ident = $sql:expr;)* $(@rows { $($(#[$rdoc:meta])* $rname:ident = ($before:expr, $columns:expr, $after:expr);)* })?) => {
        $($(#[$doc])* const $name: &str = $sql;)*
        $($($(#[$rdoc])* const $rname: (&str, usize, &str) = ($before, $columns, $after);)*)?
        /// Every statement of this store with one text.
        pub const STATEMENTS: &[&str] = &[$($name),*];
        /// Every statement of this store over rows: before, columns, after.
        pub const ROW_STATEMENTS: &[(&str, usize, &str)] = &[$($($rname),*)?];
    };
}
