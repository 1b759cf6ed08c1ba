//! What is typed at the door, as it comes out of mail programs, phones and word processors: addresses, codes, PINs.

use super::CODE_DIGITS;
use crate::access::{Failure, Outcome};

/// An email address in the form we keep: lower case, without what mail programs put around it; or what is wrong with it.
pub fn email(typed: &str) -> Outcome<String> {
    let address = bare(typed);
    match flaw(&address) {
        None => Ok(address),
        Some(why) => Err(Failure::invalid("email", format!("Enter your work email address, like name@trust.nhs.uk{why}."))),
    }
}

/// The address out of `Asha Patel <a.patel@…>`, `mailto:a.patel@…?subject=…`, or the end of a sentence.
fn bare(typed: &str) -> String {
    let seen: String = typed.chars().filter(|letter| !is_invisible(*letter)).collect();
    let inner = seen.rsplit_once('<').map(|(_, rest)| rest).filter(|rest| rest.contains('@'));
    let inner = inner.map_or(seen.as_str(), |rest| rest.split_once('>').map_or(rest, |(inside, _)| inside));
    let address = inner.trim().to_lowercase();
    let address = address.strip_prefix("mailto:").map_or(address.as_str(), |link| link.split_once('?').map_or(link, |(to, _)| to));
    address.trim_matches(|letter: char| letter.is_whitespace() || "<>()[]\"'“”‘’„.,;:".contains(letter)).to_owned()
}

/// What is wrong with an address, as the end of a sentence; empty where there is nothing to point at.
fn flaw(address: &str) -> Option<String> {
    let odd = |letter: char, more: &str| !letter.is_ascii_alphanumeric() && !more.contains(letter);
    let said = |why: &str| Some(format!(": {why}"));
    let ats = address.matches('@').count();
    let Some((name, domain)) = address.split_once('@') else {
        return if address.is_empty() { Some(String::new()) } else { said("the @ is missing") };
    };
    if ats > 1 {
        return said("one address, with one @");
    }
    if name.is_empty() || domain.is_empty() {
        return said(if name.is_empty() { "the part before the @ is missing" } else { "the part after the @ is missing" });
    }
    if address.contains(char::is_whitespace) {
        return said("there is a space in it");
    }
    if let Some(letter) = name.chars().find(|letter| odd(*letter, "._%+-'")).or_else(|| domain.chars().find(|letter| odd(*letter, ".-"))) {
        return said(&format!("it cannot hold “{letter}”"));
    }
    let whole =
        domain.contains('.') && domain.split('.').all(|label| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-'));
    if !whole {
        return said("the part after the @ is not complete");
    }
    // RFC 5321, 4.5.3.1.1: 64 octets before the @.
    if name.len() > 64 || domain.len() > 190 { said("it is too long") } else { None }
}

/// The digits of a code: alone, parted by spaces or dashes, or somewhere in the sentence that was copied with them. Digits of
/// other scripts are none.
pub fn code(typed: &str) -> Outcome<String> {
    let seen: String = typed.chars().filter(|letter| !is_invisible(*letter)).collect();
    let in_one = seen.split(|letter: char| !letter.is_ascii_digit());
    let parted = seen.split(|letter: char| !letter.is_ascii_digit() && !is_gap(letter));
    // First what stands in one piece: other digits of the sentence could otherwise be taken for more of it.
    the_one(in_one)
        .or_else(|| the_one(parted))
        .ok_or_else(|| Failure::invalid("code", format!("Enter the {CODE_DIGITS} digits from the email.")))
}

/// The only code among these stretches, however often it stands there.
fn the_one<'a>(stretches: impl Iterator<Item = &'a str>) -> Option<String> {
    let digits = stretches.map(|stretch| stretch.chars().filter(char::is_ascii_digit).collect::<String>());
    let mut codes = digits.filter(|digits| digits.len() == CODE_DIGITS);
    let first = codes.next()?;
    codes.all(|other| other == first).then_some(first)
}

/// A new PIN: four digits that are not the first ones anybody would try.
pub fn new_pin(typed: &str) -> Outcome<String> {
    let pin = pin(typed)?;
    if is_weak(&pin) {
        return Err(Failure::invalid("pin", "That PIN is easy to guess. Choose one without repeats, runs, years or keypad lines."));
    }
    Ok(pin)
}

/// Four digits, or what to change.
pub fn pin(typed: &str) -> Outcome<String> {
    let pin = typed.trim();
    if pin.len() == 4 && pin.chars().all(|c| c.is_ascii_digit()) {
        return Ok(pin.to_owned());
    }
    Err(Failure::invalid("pin", "Enter 4 digits."))
}

// The four corners and the middle column of a keypad, and the most used of the rest (Bonneau 2012).
const KEYPAD: [&str; 8] = ["2580", "0852", "1397", "7931", "1470", "3690", "1004", "2468"];

fn is_weak(pin: &str) -> bool {
    let digits: Vec<i32> = pin.bytes().map(|b| i32::from(b) - 48).collect();
    let steps: Vec<i32> = digits.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let run = steps.iter().all(|step| *step == steps[0]) && steps[0].abs() <= 1;
    let pairs = pin[..2] == pin[2..] || (steps[0] == 0 && steps[2] == 0);
    let year = ("1940"..="2030").contains(&pin);
    run || pairs || year || KEYPAD.contains(&pin)
}

/// What comes along unseen when something is copied: controls (but for line ends), and characters without a width.
fn is_invisible(letter: char) -> bool {
    let unseen = matches!(letter,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}');
    unseen || (letter.is_control() && !letter.is_whitespace())
}

/// What may part the digits of a code: spaces of any width, and every dash there is.
fn is_gap(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}')
}

#[cfg(test)]
mod tests {
    use super::{code, email};

    const LETTER: &str = "Your Pando code is\n\n40719283\n\nEnter it on the page where you asked for it (https://127.0.0.1:3000). It works \
        once, in that browser only, within 24 hours.\n\nNobody from Pando will ever ask you for this code.\n";

    #[test]
    fn a_code_is_understood_however_it_was_copied() {
        for typed in [
            "40719283",
            " 4071 9283 ",
            "4071\u{a0}9283",
            "4071\u{200b}9283",
            "\u{feff}4071\u{2011}9283\u{200b}",
            "4071–9283",
            "4071\u{2212}92\u{ad}83",
            "40 71 92 83",
            "Your Pando code is 40719283.",
            "Your Pando code is 4071 9283, and it works for 10 minutes",
            "40719283\n40719283",
            LETTER,
        ] {
            assert_eq!(code(typed).ok().as_deref(), Some("40719283"), "{typed:?}");
        }
    }

    #[test]
    fn what_holds_no_code_or_more_than_one_is_told_what_is_wanted() {
        for typed in ["", "4071928", "407192834", "4071 92834", "40719283 or 40719284", "٤٠٧١٩٢٨٣", "code", "4071x9283"] {
            assert_eq!(code(typed).map_err(|failure| failure.to_string()), Err("Enter the 8 digits from the email.".into()), "{typed:?}");
        }
    }

    #[test]
    fn an_address_is_understood_however_it_was_copied() {
        for typed in [
            "a.name@trust.nhs.uk",
            " A.Name@Trust.NHS.uk\n",
            "<a.name@trust.nhs.uk>",
            "Alex Name <a.name@trust.nhs.uk>",
            "\"Name, Alex (Ward 7)\" <a.name@trust.nhs.uk>;",
            "a.name@trust.nhs.uk.",
            "a.name@trust.nhs.uk,",
            "“a.name@trust.nhs.uk”",
            "mailto:a.name@trust.nhs.uk",
            "MAILTO:a.name@trust.nhs.uk?subject=Pando",
            "<mailto:a.name@trust.nhs.uk>",
            "a.name\u{200b}@trust\u{ad}.nhs.uk\u{feff}",
            "\u{a0}a.name@trust.nhs.uk\u{2003}",
        ] {
            assert_eq!(email(typed).ok().as_deref(), Some("a.name@trust.nhs.uk"), "{typed:?}");
        }
        assert_eq!(email("siobhan.o'neil+x@a-b.nhs.uk").ok().as_deref(), Some("siobhan.o'neil+x@a-b.nhs.uk"));
    }

    #[test]
    fn an_address_that_is_none_is_told_what_is_wrong_with_it() {
        let long = format!("{}@trust.nhs.uk", "a".repeat(65));
        for (typed, why) in [
            ("", "name@trust.nhs.uk."),
            (" \u{200b}", "name@trust.nhs.uk."),
            ("a.name", "the @ is missing."),
            ("Alex Name", "the @ is missing."),
            ("@trust.nhs.uk", "the part before the @ is missing."),
            ("a.name@", "the part after the @ is missing."),
            ("a.name@trust", "the part after the @ is not complete."),
            ("a.name@trust..uk", "the part after the @ is not complete."),
            ("a.name@-trust.uk", "the part after the @ is not complete."),
            ("a name@trust.nhs.uk", "there is a space in it."),
            ("a.name@trust.nhs.uk b.name@trust.nhs.uk", "one address, with one @."),
            ("a.näme@trust.nhs.uk", "it cannot hold “ä”."),
            ("a.name@trust.nhs,uk", "it cannot hold “,”."),
            (&long, "it is too long."),
        ] {
            let text = email(typed).expect_err("refused").to_string();
            assert!(text.starts_with("Enter your work email address") && text.ends_with(why), "{typed:?}: {text}");
        }
    }
}
