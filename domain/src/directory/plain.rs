//! The server's half of folding: taking letters apart by Unicode's tables.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::fold;

/// Taken apart (NFKD) and without the marks that are no letters: "Nguyễn" is "Nguyen".
pub fn plain(text: &str) -> String {
    text.nfkd().filter(|letter| letter.is_alphanumeric() || !is_combining_mark(*letter)).collect()
}

/// Folded for comparing and sorting. Made here and stored, because engines fold differently (`lower('É')` on `SQLite` is 'É').
pub fn folded(text: &str) -> String {
    fold::letters(&plain(text))
}

/// Folded for sorting what is numbered: numbers count as numbers, so that ward 7 stands before ward 11.
pub fn numbered(text: &str) -> String {
    let folded = folded(text);
    let (mut key, mut rest) = (String::new(), folded.as_str());
    while let Some(from) = rest.find(|letter: char| letter.is_ascii_digit()) {
        let (before, digits) = rest.split_at(from);
        let (number, after) = digits.split_at(digits.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(digits.len()));
        key = format!("{key}{before}{:0>12}", number.trim_start_matches('0'));
        rest = after;
    }
    key + rest
}

/// A folded word in ASCII, as the database keeps it: in whatever order an installer's database sorts letters, those that
/// begin alike stand together.
pub fn key(word: &str) -> String {
    // All of one length: so the beginning of a word is the beginning of its key.
    word.chars().map(|letter| if letter.is_ascii() { letter.to_string() } else { format!("Z{:05X}", u32::from(letter)) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_every_script_are_folded_to_what_people_type() {
        for (written, typed) in [
            ("Nguyễn Phạm", "nguyen pham"),
            ("İpek Işık", "ipek isik"),
            ("Ma\u{301}rquez", "marquez"),
            ("ẞßstraße", "ssssstrasse"),
            ("Øyvind Łukasz Đorđe Ħal", "oyvind lukasz dorde hal"),
            ("Æsa Œuvre Þór Guðrún", "aesa oeuvre thor gudrun"),
            ("ＡＳＨＡ ﬁne", "asha fine"),
            ("Иван Йёлкин", "иван иелкин"),
            ("田中 太郎", "田中 太郎"),
            ("Γιώργος", "γιωργοσ"),
            ("رضا\u{6cc}\u{6cc} أحمد", "رضا\u{64a}\u{64a} احمد"),
            ("Shān", "shan"),
        ] {
            assert_eq!(folded(written), typed, "{written}");
            assert_eq!(folded(typed), folded(&folded(typed)), "folded once, it stays");
        }
        assert_eq!(folded("प्रिया"), folded("प\u{94d}रिया"));
        assert!(folded("김민준").starts_with(&folded("기")), "a syllable is found while it is typed");
    }

    #[test]
    fn numbers_are_sorted_as_numbers() {
        let mut names = ["Ward 11", "Ward 7b", "Écho", "ward 9", "Ward 18", "Ward 7", "Ward 07a", "Bay 2, bed 10", "Bay 2, bed 9", "Ward"];
        names.sort_by_cached_key(|name| numbered(name));
        assert_eq!(
            names,
            ["Bay 2, bed 9", "Bay 2, bed 10", "Écho", "Ward", "Ward 7", "Ward 07a", "Ward 7b", "ward 9", "Ward 11", "Ward 18"]
        );
    }

    #[test]
    fn words_that_begin_alike_begin_alike_as_keys() {
        assert_eq!(key("ward7"), "ward7");
        assert_eq!(key("ива"), "Z00438Z00432Z00430");
        assert!(key("иван").starts_with(&key("ива")) && key("a田b").is_ascii());
    }
}
