//! A person or group in one glance: initials on a colour that stays theirs.

use domain::directory::fold::is_title;
use leptos::prelude::*;

/// How many colours the style sheet knows.
const COLOURS: u32 = 8;

/// How large.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Size {
    /// In a line of text.
    Tiny,
    /// In a dense list.
    Small,
    /// In a list.
    #[default]
    Regular,
    /// At the head of a screen.
    Large,
}

/// Initials on a colour. Decoration only: the name always stands beside it.
#[component]
pub fn Avatar(
    /// Whose.
    #[prop(into)]
    name: String,
    /// What the colour follows: the id of the person, or of the group, so that it is the same everywhere and never changes.
    #[prop(into)]
    id: String,
    /// How large.
    #[prop(optional)]
    size: Size,
    /// Whether it is a group: square, with the group sign.
    #[prop(optional)]
    group: bool,
) -> impl IntoView {
    let mut class = format!("avatar avatar--{}", colour(&id));
    match size {
        Size::Tiny => class.push_str(" avatar--tiny"),
        Size::Small => class.push_str(" avatar--small"),
        Size::Regular => {}
        Size::Large => class.push_str(" avatar--large"),
    }
    if group {
        class.push_str(" avatar--group");
    }
    view! { <span class=class aria-hidden="true">{initials(&name)}</span> }
}

/// The first letters of the first and last word: "Dr Asha Patel" is "AP". One or two of them, whatever the name.
pub fn initials(name: &str) -> String {
    let words = |with_titles: bool| -> Vec<String> {
        name.split_whitespace().filter(|word| with_titles || !is_title(word)).filter_map(initial).collect()
    };
    // In a hospital half of all are "Dr": that tells nobody apart.
    let mut found = words(false);
    if found.is_empty() {
        found = words(true);
    }
    match found.as_slice() {
        [] => picture(name),
        [only] => only.clone(),
        [first, .., last] => format!("{first}{last}"),
    }
}

/// The first letter or digit of a word, as a capital, with its marks.
fn initial(word: &str) -> Option<String> {
    let mut letters = word.chars().skip_while(|letter| !letter.is_alphanumeric());
    let first = letters.next()?;
    // Two, for a name may carry thousands: they would lie over half the page.
    let marks = letters.take_while(|letter| matches!(letter, '\u{300}'..='\u{36f}')).take(2);
    Some(std::iter::once(capital(first)).chain(marks).collect())
}

/// One letter for one: "ß" would become two, and Georgian capitals are not used for names.
fn capital(letter: char) -> char {
    let mut capitals = letter.to_uppercase();
    match (letter, capitals.next(), capitals.next()) {
        ('ß', ..) => 'ẞ',
        ('\u{10d0}'..='\u{10ff}', ..) => letter,
        (_, Some(capital), None) => capital,
        _ => letter,
    }
}

/// For a name without a letter: the first thing seen in it, whole if it is an emoji.
fn picture(name: &str) -> String {
    let mut letters = name.chars().filter(|letter| !letter.is_whitespace()).peekable();
    let Some(first) = letters.next() else { return "?".to_owned() };
    let mut picture = String::from(first);
    let mut joined = false;
    while let Some(next) = letters.next_if(|next| joined || holds_on(first, picture.len(), *next)) {
        joined = next == '\u{200d}';
        picture.push(next);
    }
    picture
}

/// Whether a character belongs to the emoji before it: joiners, looks, skin tones, and the second half of a flag.
fn holds_on(first: char, length: usize, next: char) -> bool {
    match next {
        '\u{1f1e6}'..='\u{1f1ff}' => length == first.len_utf8() && matches!(first, '\u{1f1e6}'..='\u{1f1ff}'),
        _ => matches!(next, '\u{200d}' | '\u{fe0f}' | '\u{20e3}' | '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0020}'..='\u{e007f}'),
    }
}

/// FNV-1a: the same on the server and in every browser.
fn colour(id: &str) -> u32 {
    let hash = id.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    hash % COLOURS + 1
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn initials_leave_titles_out() {
        assert_eq!(["Dr Asha Patel", "Prof. Jo van der Berg", "Cher"].map(initials), ["AP", "JB", "C"]);
    }

    #[test]
    fn initials_are_one_or_two_whatever_the_name() {
        for (name, shown) in [
            ("Dr", "D"),
            ("dr. sister", "DS"),
            ("ßara Ünal", "ẞÜ"),
            ("ŉa U\u{308}nal", "ŉU\u{308}"),
            ("Zoë 🙂", "Z"),
            ("🙂", "🙂"),
            ("👨\u{200d}👩\u{200d}👧 👍", "👨\u{200d}👩\u{200d}👧"),
            ("🇬🇧🇫🇷", "🇬🇧"),
            ("(Bank) nurse", "B"),
            ("田中 太郎", "田太"),
            ("ნინო", "ნ"),
            ("...", "."),
            ("", "?"),
        ] {
            assert_eq!(initials(name), shown, "{name}");
        }
    }
}
