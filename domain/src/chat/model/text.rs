//! What is said in a conversation, in the form we keep: what was typed is what is stored.

use super::{LONGEST_BODY, LONGEST_TITLE};
use crate::access::{Failure, MessageId, Outcome};
use crate::text::{cut, is_blank, length, line};

/// How much of a message stands in a quote and in a row of the inbox.
const EXCERPT: usize = 160;

/// A message's text in the form we keep, or what to change.
///
/// Every kind of line end becomes LF and none is removed: "1 g" and "Ibuprofen 400 mg" stay two lines, pasted from anywhere.
/// Blank lines at both ends go, and NUL, which `PostgreSQL` cannot store. Everything else stays, to the last space.
pub fn body(typed: &str) -> Outcome<String> {
    let text = with_line_feeds(typed);
    if is_blank(&text) {
        return Err(Failure::invalid("body", "Write a message first."));
    }
    let text = without_blank_ends(&text);
    let over = length(text).saturating_sub(LONGEST_BODY);
    if over > 0 {
        return Err(Failure::invalid("body", format!("Shorten the message by {over} characters (the most is {LONGEST_BODY}).")));
    }
    Ok(text.to_owned())
}

/// Line ends as LF: CR, CR LF, and those of word processors and other systems (VT, FF, NEL, LS, PS), which a browser would not
/// show as such.
fn with_line_feeds(typed: &str) -> String {
    let mut text = String::with_capacity(typed.len());
    let mut letters = typed.chars().filter(|letter| *letter != '\0').peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\r' => {
                letters.next_if_eq(&'\n');
                text.push('\n');
            }
            '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => text.push('\n'),
            _ => text.push(letter),
        }
    }
    text
}

/// Without the lines at both ends that hold nothing but spaces; spaces before and after words stay.
fn without_blank_ends(text: &str) -> &str {
    let is_space = |line: &str| line.trim().is_empty();
    let lead: usize = text.split_inclusive('\n').take_while(|line| is_space(line)).map(str::len).sum();
    let rest = &text[lead..];
    let tail: usize = rest.rsplit('\n').take_while(|line| is_space(line)).map(|line| line.len() + 1).sum();
    &rest[..rest.len().saturating_sub(tail)]
}

/// A group's title in the form we keep, or what to change.
pub fn title(typed: &str) -> Outcome<String> {
    line("title", typed, LONGEST_TITLE, Some("Give the group a name."))
}

/// A draft in the form we keep: cut rather than refused, because nobody asked for it to be saved.
pub fn draft(typed: &str) -> String {
    let text: String = typed.chars().filter(|letter| *letter != '\0').collect();
    cut(&text, LONGEST_BODY * 2).to_owned()
}

/// Whether a draft went with a message of its writer's: the message begins with it; one without words goes with what answers the
/// same. Whatever else a draft says was written elsewhere meanwhile, and nobody sent it.
pub fn goes_with((draft, answers): (&str, Option<MessageId>), body: &str, reply_to: Option<MessageId>) -> bool {
    if draft.is_empty() { answers == reply_to } else { body.starts_with(draft) }
}

/// The beginning of a message, for a quote and for a row of the inbox.
pub fn excerpt(text: &str) -> String {
    cut(text, EXCERPT).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_is_what_is_stored() {
        for (typed, kept) in [
            ("1 g\rIbuprofen 400 mg", "1 g\nIbuprofen 400 mg"),
            ("1 g\r\nIbuprofen\n\rx", "1 g\nIbuprofen\n\nx"),
            ("1 g\u{b}Ibuprofen\u{2028}x\u{85}y\u{c}z\u{2029}.", "1 g\nIbuprofen\nx\ny\nz\n."),
            ("\tNa\tK\n135\t4.1", "\tNa\tK\n135\t4.1"),
            ("  indented  ", "  indented  "),
            ("\n \t\n\u{a0}\n  first\n\n\nlast \n\n \t\n", "  first\n\n\nlast "),
            ("one\n\n   ", "one"),
            ("x", "x"),
            ("bell \u{7}, escape \u{1b}[1m", "bell \u{7}, escape \u{1b}[1m"),
            ("\u{202e}turned \u{200b}", "\u{202e}turned \u{200b}"),
        ] {
            assert_eq!(body(typed), Ok(kept.to_owned()), "{typed:?}");
            assert_eq!(body(kept), Ok(kept.to_owned()), "kept once, it stays");
        }
    }

    #[test]
    fn what_shows_nothing_is_no_message_and_no_name() {
        for typed in ["", " \n\t", "\u{200b}", "\u{2800}", "\u{3164}", "\u{ad}", "\u{2060}", "\u{fe0f}", "\u{200b}\n\u{feff} \r\n", "\0"] {
            assert_eq!(body(typed), Err(Failure::invalid("body", "Write a message first.")), "{typed:?}");
            assert_eq!(title(typed), Err(Failure::invalid("title", "Give the group a name.")), "{typed:?}");
        }
    }

    #[test]
    fn lengths_are_counted_in_characters_not_in_bytes_or_halves() {
        assert_eq!(title(&"🙂".repeat(80)), Ok("🙂".repeat(80)));
        assert_eq!(title(&"x".repeat(81)), Err(Failure::invalid("title", "Use at most 80 characters.")));
        assert!(body(&"🙂".repeat(LONGEST_BODY)).is_ok());
        assert!(body(&format!("{}\r\n\r\n", "x\r\n".repeat(LONGEST_BODY / 2))).is_ok(), "a line end is one, and those at the end go");
        assert!(body(&"x".repeat(LONGEST_BODY + 1)).is_err());
        assert_eq!(length(&draft(&"x".repeat(LONGEST_BODY * 3))), LONGEST_BODY * 2);
    }
}
