//! A number that can be rung: outside, inside the hospital, or a bleep.

use crate::access::{Failure, Outcome};

/// The number as it was typed, with single spaces; `+`, brackets and hyphens stay, for they help to read it.
pub fn phone(field: &str, typed: &str) -> Outcome<String> {
    let text = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let known = text.chars().all(|letter| letter.is_ascii_digit() || " ()-".contains(letter) || letter == '+');
    match digits {
        _ if text.is_empty() => Err(Failure::invalid(field, "Enter a telephone number")),
        // The longest number that can be rung has 15 digits (ITU E.164); the shortest bleep has three.
        3..=15 if known && !text.trim_start_matches('+').contains('+') => Ok(text),
        _ => Err(Failure::invalid(field, "Enter a telephone number, like 01632 960 001 or 4521")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_can_be_rung_are_kept_as_they_are_written() {
        for (typed, kept) in [("01632  960 001", "01632 960 001"), (" +44 (0)20 7946-0000 ", "+44 (0)20 7946-0000"), ("4521", "4521")] {
            assert_eq!(phone("phone", typed).as_deref(), Ok(kept));
        }
        for typed in ["12", "ward 7", "+", "1234567890123456", "1+23", "=1+2"] {
            assert!(phone("phone", typed).is_err(), "{typed}");
        }
    }
}
