//! How names are folded, so that one is found however its accents, its capitals and its hyphens are typed, in any script.
//!
//! What comes in here is *plain*: taken apart (NFKD) and without the marks that are no letters. Only that step needs Unicode's
//! tables, and each side has its own: the server the crate, the browser itself.

/// The longest word that is told apart from longer ones.
const LONGEST_WORD: usize = 40;

/// What people put before names.
const TITLES: [&str; 12] = ["dr", "mr", "mrs", "ms", "miss", "mx", "prof", "professor", "doctor", "sister", "matron", "nurse"];
/// Those of them that say nothing else: the others are roles as well.
const ONLY_TITLES: [&str; 7] = ["dr", "mr", "mrs", "ms", "miss", "mx", "prof"];

/// Folds plain text for comparing and sorting: lower case, one space between words, nothing where an apostrophe or a hyphen was.
pub fn letters(plain: &str) -> String {
    folded(plain, "")
}

/// Everything a line of text is found by: each word, and what stands behind an apostrophe or a hyphen, along with all
/// that follows it. So "Anna Smith-Jones" begins to be found by "anna", "smith", "jones", "smithjones" and "anna smith".
pub fn words_kept(plain: &str) -> Vec<String> {
    let folded = folded(plain, " ");
    let parts: Vec<&str> = folded.split(' ').filter(|part| !part.is_empty()).collect();
    (0..parts.len()).map(|from| parts[from..].concat().chars().take(LONGEST_WORD).collect()).collect()
}

/// The words somebody typed, each once.
pub fn words_typed(plain: &str) -> Vec<String> {
    each_once(letters(plain).split(' '))
}

fn each_once<'a>(words: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut words: Vec<String> = words.filter(|word| !word.is_empty()).map(|word| word.chars().take(LONGEST_WORD).collect()).collect();
    words.sort();
    words.dedup();
    words
}

/// The words typed, each number as the end of the word before it, as [`words_kept`] has it: "ward 7" is not ward 9 and band 7.
fn with_their_numbers(plain: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in letters(plain).split(' ').filter(|word| !word.is_empty() && !ONLY_TITLES.contains(word)) {
        match words.last_mut() {
            Some(last) if word.bytes().all(|letter| letter.is_ascii_digit()) => last.push_str(word),
            _ => words.push(word.to_owned()),
        }
    }
    each_once(words.iter().map(String::as_str))
}

/// What to look for, in this order until somebody is found: the words without mere titles, their numbers where they stand;
/// these numbers anywhere; without those titles that are roles too; all of them as one. Nothing when nothing that was typed
/// can be looked for.
pub fn readings(plain: &str) -> Vec<Vec<String>> {
    let typed = words_typed(plain);
    let without = |titles: &[&str]| {
        let left: Vec<String> = typed.iter().filter(|word| !titles.contains(&word.as_str())).cloned().collect();
        // Whoever types a title and nothing else looks for that word.
        if left.is_empty() { typed.clone() } else { left }
    };
    let joined = letters(plain).split(' ').filter(|word| !ONLY_TITLES.contains(word)).collect::<String>();
    let joined = vec![joined.chars().take(LONGEST_WORD).collect::<String>()];
    let mut readings: Vec<Vec<String>> = vec![with_their_numbers(plain), without(&ONLY_TITLES), without(&TITLES), joined];
    readings.dedup();
    readings.retain(|words| words.iter().any(|word| !word.is_empty()));
    readings
}

/// Whether every word looked for begins one of those kept.
pub fn fits(kept: &[String], looked_for: &[String]) -> bool {
    looked_for.iter().all(|word| kept.iter().any(|kept| kept.starts_with(word.as_str())))
}

/// Whether a word is put before names and no part of them.
pub fn is_title(word: &str) -> bool {
    let word = word.trim_end_matches('.');
    TITLES.iter().any(|title| title.eq_ignore_ascii_case(word))
}

fn folded(plain: &str, joint: &str) -> String {
    let mut folded = String::with_capacity(plain.len());
    for letter in plain.chars().flat_map(char::to_lowercase) {
        match Kind::of(letter) {
            Kind::Letter => push_letter(&mut folded, letter),
            Kind::Nothing => {}
            Kind::Joint if joint.is_empty() => {}
            Kind::Joint | Kind::Gap if folded.is_empty() || folded.ends_with(' ') => {}
            Kind::Joint | Kind::Gap => folded.push(' '),
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

enum Kind {
    Letter,
    /// Joins two parts of one word.
    Joint,
    /// Parts two words.
    Gap,
    /// Not there.
    Nothing,
}

impl Kind {
    fn of(letter: char) -> Self {
        match letter {
            'a'..='z' | '0'..='9' => Self::Letter,
            '\'' | '’' | '‘' | '`' | '´' | '′' | '\u{2b9}'..='\u{2bf}' | '\u{b7}' | '\u{30fb}' => Self::Joint,
            '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{5be}' | '\u{200c}' => Self::Joint,
            // Marks that count as letters, and the stroke that stretches Arabic words.
            '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5bd}' | '\u{5bf}'..='\u{5c7}' | '\u{610}'..='\u{61a}' | '\u{640}' => Self::Nothing,
            '\u{64b}'..='\u{65f}' | '\u{670}' => Self::Nothing,
            _ if letter.is_alphanumeric() => Self::Letter,
            _ if crate::text::is_unseen(letter) && !letter.is_whitespace() && !letter.is_control() => Self::Nothing,
            _ => Self::Gap,
        }
    }
}

/// Letters that are not taken apart by Unicode, as people without them on their keys write them.
fn push_letter(folded: &mut String, letter: char) {
    let plain = match letter {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        'ŋ' => "ng",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'ħ' => "h",
        'ŧ' => "t",
        'ı' => "i",
        'ς' => "σ",
        // Persian and Arabic keys differ in these.
        'ک' => "ك",
        'ی' | 'ى' => "ي",
        _ => return folded.push(letter),
    };
    folded.push_str(plain);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_joins_two_parts_is_neither_needed_nor_in_the_way() {
        assert_eq!(letters("Siân O’Connor-Smith  7"), "sin oconnorsmith 7".replace("sin", "siân"));
        assert_eq!(words_kept("Anna O'Brien-Smith"), ["annaobriensmith", "obriensmith", "briensmith", "smith"]);
        assert_eq!(words_typed("  o’brien Anna anna"), ["anna", "obrien"]);
        for nothing in ["", " ", "%", "...", "'", "🙂", "\u{200b}"] {
            assert!(words_kept(nothing).is_empty() && readings(nothing).is_empty(), "{nothing:?}");
        }
    }

    #[test]
    fn titles_are_passed_over_unless_nothing_else_was_typed() {
        assert_eq!(readings("Dr Patel"), [["patel"]]);
        assert_eq!(readings("dr"), [["dr"]]);
        assert_eq!(readings("Sister"), [["sister"]]);
        assert_eq!(readings("Sister Khan"), [vec!["khan", "sister"], vec!["khan"], vec!["sisterkhan"]]);
        assert_eq!(readings("ward 7 dr khan"), [vec!["khan", "ward7"], vec!["7", "khan", "ward"], vec!["ward7khan"]]);
        assert_eq!(readings("7"), [["7"]]);
        assert_eq!(readings("smith jones"), [vec!["jones", "smith"], vec!["smithjones"]]);
    }
}
