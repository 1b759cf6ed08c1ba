//! What somebody looks for by a few letters, and how well a name answers: one rule for what the browser holds and for what
//! only the server knows. Folded as the directory folds.

use crate::directory::fold::{fits, letters, readings, words_kept};

/// The most conversations that a few letters find.
pub const MOST_FOUND: usize = 10;

/// What somebody looks for, in each way of reading it.
#[derive(Clone, Debug)]
pub struct Wanted {
    whole: String,
    readings: Vec<Vec<String>>,
    /// Nothing was typed yet.
    all: bool,
    /// Takes letters apart, as each side can.
    plain: fn(&str) -> String,
}

impl Wanted {
    /// What was typed; nothing yet is answered by every name.
    pub fn of(text: &str, plain: fn(&str) -> String) -> Self {
        let typed = plain(text);
        Self { whole: letters(&typed), readings: readings(&typed), all: text.trim().is_empty(), plain }
    }

    /// How well a name answers, the best first: the very name, its very words in any order, their beginnings. Nothing when
    /// it does not.
    pub fn rank(&self, name: &str) -> Option<u8> {
        let plain = (self.plain)(name);
        let folded = letters(&plain);
        let has = |word: &String| folded.split(' ').any(|own| own == word);
        match () {
            // What is typed without a letter folds to nothing, as names without one do: it is none of theirs for that.
            () if self.all || (folded == self.whole && !folded.is_empty()) => Some(0),
            () if self.readings.iter().any(|words| words.iter().all(has)) => Some(1),
            () => {
                let kept = words_kept(&plain);
                self.readings.iter().any(|words| fits(&kept, words)).then_some(2)
            }
        }
    }
}

#[cfg(all(test, feature = "server"))]
mod tests {
    use super::*;
    use crate::directory::plain::plain;

    #[test]
    fn every_word_typed_begins_a_word_of_the_name() {
        let fits = |name: &str, text: &str| Wanted::of(text, plain).rank(name).is_some();
        assert!(fits("Ward 7 handover", "hand 7"));
        assert!(fits("Zoë Müller", "mul"));
        assert!(!fits("Ward 7 handover", "over"));
        assert!(fits("Anything", ""));
        assert!(!fits("Anything", "%"));
        assert!(fits("Dr Aoife O'Brien", "obrien") && fits("Иван Петров", "ива"));
    }

    #[test]
    fn the_very_name_comes_before_its_words_and_those_before_their_beginnings() {
        let rank = |name: &str| Wanted::of("Ward 7", plain).rank(name);
        assert_eq!(["Ward 7", "Night team, ward 7", "Ward 71", "Ward 8"].map(rank), [Some(0), Some(1), Some(2), None]);
    }
}
