//! What shows nothing, and what turns the text around it.

use std::borrow::Cow;

/// Whether a character shows nothing by itself: space, control, or invisible by Unicode's own list
/// (`Default_Ignorable_Code_Point`), and the empty Braille pattern, which is a blank with another name.
pub fn is_unseen(letter: char) -> bool {
    letter.is_control()
        || letter.is_whitespace()
        || is_turning(letter)
        || is_selector(letter)
        || is_tag(letter)
        || matches!(letter,
            '\u{ad}' | '\u{34f}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180e}' | '\u{200b}'..='\u{200d}'
            | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Whether nothing of a text is seen.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(is_unseen)
}

/// Whether a character does nothing but change the direction of the text around it (UAX #9).
pub fn is_turning(letter: char) -> bool {
    matches!(letter, '\u{61c}' | '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether it chooses how the character before it looks.
pub(super) fn is_selector(letter: char) -> bool {
    matches!(letter, '\u{180b}'..='\u{180d}' | '\u{180f}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// Whether it spells the region of a flag, as in that of Wales.
pub(super) fn is_tag(letter: char) -> bool {
    matches!(letter, '\u{e0020}'..='\u{e007f}')
}

/// Whether a letter is of a script written from right to left.
fn is_from_right(letter: char) -> bool {
    matches!(letter,
        '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

/// A text as it is shown: without what turns it around, so that "50 mg" cannot stand there for "05 mg", and without controls,
/// which show as boxes. What is stored and copied keeps them.
pub fn straight(text: &str) -> Cow<'_, str> {
    let is_out = |letter: char| is_turning(letter) || (letter.is_control() && !matches!(letter, '\n' | '\t'));
    if text.contains(is_out) { text.chars().filter(|letter| !is_out(*letter)).collect::<String>().into() } else { text.into() }
}

/// A text as a part of a sentence, so that it cannot turn the rest: between isolates (U+2068, U+2069) when it could.
///
/// What runs from left to right anyway stays as it is, so that it is found, copied and read out as written.
pub fn isolated(text: &str) -> String {
    if !text.contains(|letter| is_turning(letter) || is_from_right(letter)) {
        return text.to_owned();
    }
    // A closing isolate inside would end ours.
    let kept = text.chars().filter(|letter| !is_turning(*letter));
    std::iter::once('\u{2068}').chain(kept).chain(std::iter::once('\u{2069}')).collect()
}

/// What there is of several texts, one after the other, none turning the next and none said twice.
pub fn joined(parts: &[&str], between: &str) -> String {
    let said = |at: usize, part: &&str| part.is_empty() || parts[..at].contains(part);
    let told = parts.iter().enumerate().filter(|(at, part)| !said(*at, part));
    told.map(|(_, part)| isolated(part)).collect::<Vec<_>>().join(between)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_shows_nothing_is_blank() {
        let unseen =
            "\u{200b}\u{2800}\u{3164}\u{ad}\u{2060}\u{fe0f}\u{200c}\u{200d}\u{202e}\u{feff}\u{ffa0}\u{34f}\u{a0}\u{2003}\u{2028}\0 \t\n";
        for letter in unseen.chars() {
            assert!(is_blank(&letter.to_string()), "{letter:?}");
        }
        assert!(is_blank("") && is_blank(unseen));
        for seen in [".", "\u{301}", "a\u{200b}", "\u{1f642}", "\u{2764}\u{fe0f}", "\u{645}\u{200c}\u{6cc}", "0"] {
            assert!(!is_blank(seen), "{seen:?}");
        }
    }

    #[test]
    fn a_part_of_a_sentence_cannot_turn_the_rest() {
        assert_eq!(isolated("Asha Patel"), "Asha Patel");
        assert_eq!(isolated("\u{639}\u{644}\u{64a}"), "\u{2068}\u{639}\u{644}\u{64a}\u{2069}");
        assert_eq!(isolated("A\u{2069}\u{202e}B"), "\u{2068}AB\u{2069}");
        assert_eq!(joined(&["\u{639}", "", "Band 6"], ", "), "\u{2068}\u{639}\u{2069}, Band 6");
    }

    #[test]
    fn what_is_said_twice_is_told_once() {
        assert_eq!(joined(&["Pharmacy", "Pharmacy", "", "City Hospital"], ", "), "Pharmacy, City Hospital");
    }
}
