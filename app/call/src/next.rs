//! Where to go on after the PIN: only to a page of our own.

/// `next`, if it is a page of ours; else the inbox.
pub fn own_page(next: &str) -> String {
    // A browser reads `\` as `/` (URL standard, special schemes).
    let plain = next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    let first = next.strip_prefix('/').and_then(|rest| rest.split(['/', '?', '#']).next());
    // "//evil.example" is another host; an `api` address is no page, and behind the door stands no other door.
    let ours = first.is_some_and(|word| !matches!(word, "api" | "unlock")) && !next.starts_with("//");
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
            "/unlock",
            "c/42",
        ] {
            assert_eq!(own_page(foreign), "/c", "{foreign}");
        }
        assert_eq!(["/c/42?m=7", "/apiary", "/"].map(own_page), ["/c/42?m=7", "/apiary", "/"]);
    }
}
