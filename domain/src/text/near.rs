//! Where the browser cuts, without Unicode's tables: where a character surely begins, if need be a little earlier.

/// So far before the limit a sure place is looked for.
const BACK: usize = 32;

/// The beginning of a text, at most `most` long, ending between two characters as people see them wherever that can be told.
pub fn cut(text: &str, most: usize) -> &str {
    let Some((limit, _)) = text.char_indices().nth(most) else { return text };
    let mut end = limit;
    for (at, before) in text[..limit].char_indices().rev().take(BACK) {
        let next = text[end..].chars().next();
        if next.is_some_and(|next| begins(&text[..end], before, next)) {
            return &text[..end];
        }
        end = at;
    }
    &text[..limit]
}

/// Whether `next` surely begins a character, after `before`, the end of `text`.
fn begins(text: &str, before: char, next: char) -> bool {
    match next {
        // Two letters make a flag.
        _ if is_of_flag(next) => text.chars().rev().take_while(|letter| is_of_flag(*letter)).count() % 2 == 0 && !holds_on(before),
        '\u{1f3fb}'..='\u{1f3ff}' => false,
        '\u{1f300}'..='\u{1faff}' => !holds_on(before),
        '\n' => before != '\r',
        ' '..='~' | '\u{c0}'..='\u{2af}' | '\u{370}'..='\u{482}' | '\u{48a}'..='\u{52f}' => !holds_on(before),
        '\u{5d0}'..='\u{5ea}' | '\u{620}'..='\u{64a}' | '\u{3040}'..='\u{3096}' | '\u{30a1}'..='\u{30ff}' => !holds_on(before),
        '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' => !holds_on(before),
        _ => false,
    }
}

fn is_of_flag(letter: char) -> bool {
    matches!(letter, '\u{1f1e6}'..='\u{1f1ff}')
}

/// Whether it may hold on to what follows: the joiner, signs written before a number, the beginnings of Korean syllables.
fn holds_on(letter: char) -> bool {
    matches!(letter,
        '\u{200d}' | '\u{600}'..='\u{605}' | '\u{6dd}' | '\u{70f}' | '\u{890}'..='\u{891}' | '\u{8e2}' | '\u{d4e}' | '\u{1100}'..='\u{115f}'
        | '\u{a960}'..='\u{a97c}' | '\u{11000}'..='\u{11fff}')
}
