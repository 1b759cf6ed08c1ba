//! Where the server cuts: between characters as people see them, by Unicode's own rule (UAX #29).

use unicode_segmentation::UnicodeSegmentation;

use super::length;

/// The beginning of a text, at most `most` long, ending between two characters as people see them.
///
/// A single one that is longer is cut all the same.
pub fn cut(text: &str, most: usize) -> &str {
    let Some((limit, _)) = text.char_indices().nth(most) else { return text };
    // What decides whether a character ends at the limit stands right behind it.
    let end = text.grapheme_indices(true).map(|(at, _)| at).take_while(|at| *at <= limit).last();
    let end = end.filter(|end| *end > 0).unwrap_or(limit);
    debug_assert!(length(&text[..end]) <= most, "no more than asked for");
    &text[..end]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::near;
    use super::*;

    const HOSTILE: [&str; 24] = [
        "a",
        " ",
        "7",
        ".",
        "é",
        "e\u{301}",
        "\u{301}",
        "\u{200d}",
        "\u{fe0f}",
        "🇬🇧",
        "🇬",
        "👨\u{200d}👩\u{200d}👧",
        "👩🏽\u{200d}⚕\u{fe0f}",
        "🏽",
        "1\u{fe0f}\u{20e3}",
        "क्षि",
        "ที่",
        "김",
        "\u{1100}",
        "علي\u{64e}",
        "\u{600}",
        "田",
        "が\u{3099}",
        "\n",
    ];

    #[test]
    fn no_flag_and_no_family_is_cut_in_two() {
        let text = format!("{}👨\u{200d}👩\u{200d}👧 home", "x".repeat(157));
        assert_eq!([cut(&text, 160), near::cut(&text, 160)], [&"x".repeat(157); 2]);
        let text = "🇬🇧".repeat(100);
        assert_eq!([cut(&text, 159), near::cut(&text, 159)], [&"🇬🇧".repeat(79); 2]);
        assert_eq!(cut("short", 160), "short");
        assert_eq!(length(cut(&format!("e{}", "\u{301}".repeat(500)), 160)), 160);
    }

    proptest! {
        #[test]
        fn the_browser_cuts_where_the_server_might(parts in prop::collection::vec(prop::sample::select(&HOSTILE[..]), 0..60), most in 1_usize..60) {
            let text = parts.concat();
            let (here, there) = (cut(&text, most), near::cut(&text, most));
            prop_assert!(length(here) <= most && length(there) <= most);
            prop_assert!(there.len() <= here.len() || length(there) == most, "{text:?}");
            let ends: Vec<usize> = text.grapheme_indices(true).map(|(at, _)| at).chain([text.len()]).collect();
            prop_assert!(ends.contains(&there.len()) || length(there) == most, "{text:?} cut at {}", there.len());
            prop_assert!(ends.contains(&here.len()) || length(here) == most, "{text:?} cut at {}", here.len());
        }
    }
}
