//! What another device wrote where hands wrote something else.

use domain::chat::model::Quote;

/// What another device wrote meanwhile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Beside {
    /// What both began with.
    pub(super) base: String,
    /// What it wrote.
    pub(super) text: String,
    /// What that answers.
    pub(super) answers: Option<Quote>,
}

impl Beside {
    /// Both texts as one: what the other device wrote, and then what hands wrote here.
    pub(super) fn joined(&self, mine: &str) -> String {
        let Self { base, text, .. } = self;
        // The other device has only a beginning of what stands here.
        if mine.starts_with(text.as_str()) {
            return mine.to_owned();
        }
        // Both went on from the same words: those stand there once.
        let more = mine.strip_prefix(base.as_str()).filter(|_| text.starts_with(base.as_str())).map_or(mine, str::trim_start);
        if text.starts_with(mine) || more.is_empty() { text.clone() } else { format!("{text}\n{more}") }
    }
}

#[cfg(test)]
mod tests {
    use super::Beside;

    #[test]
    fn nothing_of_either_is_lost_and_nothing_stands_there_twice() {
        let joined = |base: &str, theirs: &str, mine: &str| Beside { base: base.into(), text: theirs.into(), answers: None }.joined(mine);
        for (base, theirs, mine, both) in [
            ("", "Ring the ward", "Bed 4", "Ring the ward\nBed 4"),
            ("SEED", "SEED alpha", "SEED ONE", "SEED alpha\nONE"),
            ("INR 3.1", "INR 3.1, K 5.1, family told", "INR 3.1 K 5", "INR 3.1, K 5.1, family told\nK 5"),
            ("shared", "shared, and more at the desk", "", "shared, and more at the desk"),
            ("Bed", "Bed 4", "Bed 4 is ready", "Bed 4 is ready"),
            ("Bed 4 is", "Bed 4 is ready", "Bed 4", "Bed 4 is ready"),
            ("Bed", "", "Bed 4", "Bed 4"),
        ] {
            assert_eq!(joined(base, theirs, mine), both, "{theirs:?} and {mine:?}");
        }
    }
}
