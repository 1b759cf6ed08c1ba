//! What lies on the device of what tabs keep. Pure.

/// What lies on the device: one sealed line for each tab that has something unsent, `tab:sealed`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept(Vec<(String, String)>);

impl Kept {
    /// Reads what lies there.
    pub fn parse(text: &str) -> Self {
        Self(text.lines().filter_map(|line| line.split_once(':')).map(|(tab, sealed)| (tab.into(), sealed.into())).collect())
    }

    /// In the form it lies there; `None` when there is nothing to keep.
    pub fn write(&self) -> Option<String> {
        // Neither a tab's name (a UUID) nor what is sealed (base64) holds a colon or a line's end.
        let lines: Vec<String> = self.0.iter().map(|(tab, sealed)| format!("{tab}:{sealed}")).collect();
        (!lines.is_empty()).then(|| lines.join("\n"))
    }

    /// Puts one tab's line in place of its last one, or takes it out.
    pub fn set(&mut self, tab: &str, sealed: Option<String>) {
        self.0.retain(|(held, _)| held != tab);
        // Behind the others: what was kept last is taken up first (`keeper::inherit`).
        self.0.extend(sealed.map(|sealed| (tab.to_owned(), sealed)));
    }

    /// Which tabs left something.
    pub fn tabs(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(tab, _)| tab.as_str())
    }

    /// Of what a tab noted for its next page and its own name, what there is a line of.
    pub fn to_note(&self, tab: &str, noted: &str) -> String {
        let its = |held: &&str| *held == tab || noted.split(' ').any(|name| name == *held);
        self.tabs().filter(its).collect::<Vec<_>>().join(" ")
    }

    /// What a tab left, sealed.
    pub fn of(&self, tab: &str) -> Option<&str> {
        self.0.iter().find(|(held, _)| held == tab).map(|(_, sealed)| sealed.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tabs_keep_their_own_lines() {
        let mut kept = Kept::parse("a:one\nb:two\nrubbish");
        kept.set("a", Some("three".into()));
        assert_eq!(kept.write().as_deref(), Some("b:two\na:three"));
        assert_eq!((kept.tabs().collect::<Vec<_>>(), kept.of("a"), kept.of("c")), (vec!["b", "a"], Some("three"), None));
        kept.set("a", None);
        kept.set("b", None);
        assert_eq!(kept.write(), None);
    }

    #[test]
    fn a_tab_notes_its_own_line_and_those_of_its_earlier_pages_until_they_are_gone() {
        let kept = Kept::parse("first:one\nother:two\nnow:three");
        assert_eq!(kept.to_note("now", "first gone"), "first now");
        assert_eq!(kept.to_note("new", "first"), "first");
        assert_eq!(kept.to_note("new", ""), "");
    }
}
