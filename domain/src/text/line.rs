//! Names, titles and what else stands in one line: all of it has to be seen, because people act on it.

use super::length;
use super::unseen::{is_blank, is_selector, is_tag, is_turning, is_unseen};
use crate::access::{Failure, Outcome};

/// A line in the form we keep, one space between words, or what to change about it.
///
/// What shows nothing counts as empty: refused with the words `empty`, or kept as nothing where a line is not needed.
pub fn line(field: &str, typed: &str, most: usize, empty: Option<&str>) -> Outcome<String> {
    let text = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    // Before what may be wrong with it: whoever typed nothing that shows is told just that, and may leave out what is not needed.
    if is_blank(&text) {
        return empty.map_or_else(|| Ok(String::new()), |empty| Err(Failure::invalid(field, empty)));
    }
    if text.contains(is_turning) {
        return Err(Failure::invalid(field, "Type this instead of pasting it: a hidden character in it turns the text around."));
    }
    if hides_something(&text) {
        return Err(Failure::invalid(field, "Type this instead of pasting it: there is a hidden character in it."));
    }
    if length(&text) > most {
        return Err(Failure::invalid(field, format!("Use at most {most} characters{}.", called(field))));
    }
    Ok(text)
}

/// Where a form has several lines, for which of them: in a list of what has to change they are told apart.
fn called(field: &str) -> &'static str {
    match field {
        "name" => " for your name",
        "role" => " for what you do",
        "grade" => " for your grade or band",
        "specialty" => " for your specialty",
        _ => "",
    }
}

/// Whether two lines that look the same could differ: something unseen in it that does nothing to its neighbours.
fn hides_something(text: &str) -> bool {
    let letters: Vec<char> = text.chars().collect();
    letters.iter().enumerate().any(|(at, &letter)| {
        let (before, after) = (letters.get(at.wrapping_sub(1)).copied(), letters.get(at + 1).copied());
        match letter {
            ' ' => false,
            // Persian and Indian names need joiners, and so do pictures made of several.
            '\u{200c}' | '\u{200d}' => !(before.is_some_and(can_join) && after.is_some_and(can_join)),
            _ if is_selector(letter) => before.is_none_or(is_unseen),
            _ if is_tag(letter) => before.is_none_or(|before| before != '\u{1f3f4}' && !is_tag(before)),
            _ => is_unseen(letter),
        }
    })
}

/// Whether a joiner beside it changes how it looks: in scripts from Hebrew on, and in pictures.
fn can_join(letter: char) -> bool {
    letter >= '\u{590}' && !matches!(letter, '\u{1e00}'..='\u{1fff}') && (!is_unseen(letter) || is_selector(letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn why(typed: &str) -> String {
        line("name", typed, 80, Some("Say who.")).expect_err(typed).to_string()
    }

    #[test]
    fn what_is_kept_is_kept_as_it_is() {
        for name in [
            "Siân O’Connor-Łukasz",
            "Zoë 🙂",
            "می\u{200c}نا رضایی",
            "Cardiology 👩🏽\u{200d}⚕\u{fe0f}",
            "Ward 7 👨\u{200d}👩\u{200d}👧",
            "Cymru 🏴\u{e0067}\u{e0062}\u{e0077}\u{e006c}\u{e0073}\u{e007f}",
            "葛\u{e0100}城",
            "Ma\u{301}rquez",
            "क्\u{200d}ष",
            &"🙂".repeat(80),
        ] {
            assert_eq!(line("name", name, 80, None), Ok(name.to_owned()));
        }
        assert_eq!(line("name", "  Ward 7 \t\u{a0} nights ", 80, None), Ok("Ward 7 nights".into()));
    }

    #[test]
    fn the_reason_is_the_true_one() {
        for typed in ["", " \t", "\u{200b}", "\u{2800}\u{3164}", "\u{ad}\u{2060}\u{fe0f}", "\u{202e}", "\0"] {
            assert_eq!(why(typed), "Say who.", "{typed:?}");
            assert_eq!(line("name", typed, 80, None), Ok(String::new()));
        }
        for typed in ["Asha \u{202e}letaP", "Asha\u{2066}Patel", "Asha\u{200f}"] {
            assert!(why(typed).ends_with("turns the text around."), "{typed:?}");
        }
        for typed in
            ["Asha\u{200b}", "Asha\0Patel", "Asha\u{200d}Patel", "Asha\u{ad}Patel", "Asha \u{fe0f}Patel", "Asha\u{e0041}", "\u{3164}Asha"]
        {
            assert!(why(typed).ends_with("a hidden character in it."), "{typed:?}");
        }
        assert_eq!(why(&"e\u{301}".repeat(41)), "Use at most 80 characters for your name.");
    }
}
