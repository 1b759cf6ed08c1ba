//! Where to go on after the PIN: only to a page of our own.

/// `next`, if it is a page of ours; else the inbox.
pub fn own_page(next: &str) -> String {
    let plain = next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    let ours = next.starts_with('/') && !next.starts_with("//") && !next.starts_with("/api") && !next.starts_with("/unlock");
    if plain && ours && next.len() <= 500 { next.to_owned() } else { "/c".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::own_page;

    #[test]
    fn nobody_is_sent_to_a_foreign_page_after_the_pin() {
        for foreign in [
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "javascript:alert(1)",
            "",
            "/api/lock",
            "/c\r\nx: y",
            "/unlock?next=/c",
        ] {
            assert_eq!(own_page(foreign), "/c", "{foreign}");
        }
        assert_eq!(own_page("/c/42?m=7"), "/c/42?m=7");
    }
}
