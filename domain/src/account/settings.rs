//! What people choose for themselves; the same on all their devices. Each choice is kept for itself: what one device changes leaves
//! alone what another has chosen meanwhile, and what an older program does not know stays as it was.

use serde::{Deserialize, Serialize};

use crate::access::{Failure, Outcome};

/// The settings as they hold; what somebody never chose has its usual value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// `auto`, `light` or `dark`.
    pub theme: String,
    /// `regular` or `compact`.
    pub density: String,
    /// Whether Enter sends (else Ctrl+Enter does).
    pub enter_sends: bool,
    /// Whether the Enter of a keyboard on the screen sends (else it begins a new line, for which such a keyboard has no other key).
    pub touch_enter_sends: bool,
    /// Whether single letters act on a focused message (WCAG 2.2, 2.1.4).
    pub single_keys: bool,
    /// What is read out: `all`, `none`.
    pub announce: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: "auto".into(),
            density: "regular".into(),
            enter_sends: true,
            touch_enter_sends: false,
            single_keys: true,
            announce: "all".into(),
        }
    }
}

/// The names of the settings, and what each can be.
const CHOICES: [(&str, &[&str]); 6] = [
    ("theme", &["auto", "light", "dark"]),
    ("density", &["regular", "compact"]),
    ("enter_sends", ON_OR_OFF),
    ("touch_enter_sends", ON_OR_OFF),
    ("single_keys", ON_OR_OFF),
    ("announce", &["all", "none"]),
];

const ON_OR_OFF: &[&str] = &["true", "false"];

/// A setting, by its name, and what it shall be.
pub type Choice = (&'static str, &'static str);

impl Settings {
    /// Takes over a choice; one that this program does not know changes nothing.
    pub fn choose(&mut self, name: &str, value: &str) {
        let Some((name, value)) = find(name, value) else { return };
        let on = value == "true";
        match name {
            "theme" => self.theme = value.into(),
            "density" => self.density = value.into(),
            "enter_sends" => self.enter_sends = on,
            "touch_enter_sends" => self.touch_enter_sends = on,
            "single_keys" => self.single_keys = on,
            _ => self.announce = value.into(),
        }
    }

    /// All of them as a page shows them: what it sends back with what was chosen on it (see [`changes`]).
    pub fn shown(&self) -> String {
        let of = |name| match name {
            "theme" => self.theme.clone(),
            "density" => self.density.clone(),
            "enter_sends" => self.enter_sends.to_string(),
            "touch_enter_sends" => self.touch_enter_sends.to_string(),
            "single_keys" => self.single_keys.to_string(),
            _ => self.announce.clone(),
        };
        CHOICES.map(|(name, _)| format!("{name}={}", of(name))).join(" ")
    }
}

/// What was changed on a page that [showed](Settings::shown) this, where a form says this now; a box that is not ticked says
/// nothing. What the page did not show was not changed on it.
///
/// # Errors
/// [`Failure::Invalid`] beside a setting that cannot be what is wanted.
pub fn changes(shown: &str, said: &[(&str, Option<String>)]) -> Outcome<Vec<Choice>> {
    let was = |name: &str| shown.split(' ').filter_map(|pair| pair.split_once('=')).find(|(of, _)| *of == name).map(|(_, value)| value);
    let mut changes = Vec::new();
    for (name, value) in said {
        let now = value.as_deref().or_else(|| was(name).map(|_| "false"));
        let Some(now) = now.filter(|now| was(name) != Some(*now)) else { continue };
        changes.push(find(name, now).ok_or_else(|| Failure::invalid(name, "Choose one of the options."))?);
    }
    Ok(changes)
}

fn find(name: &str, value: &str) -> Option<Choice> {
    let (name, values) = CHOICES.iter().find(|(known, _)| *known == name)?;
    values.iter().find(|known| **known == value).map(|value| (*name, *value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn say(pairs: &[(&'static str, &str)]) -> Vec<(&'static str, Option<String>)> {
        CHOICES.iter().map(|(name, _)| (*name, pairs.iter().find(|(of, _)| of == name).map(|(_, value)| (*value).to_owned()))).collect()
    }

    #[test]
    fn only_what_was_changed_on_the_page_is_a_change() {
        let shown = Settings::default().shown();
        let same = say(&[("theme", "auto"), ("density", "regular"), ("enter_sends", "true"), ("single_keys", "true"), ("announce", "all")]);
        assert_eq!(changes(&shown, &same), Ok(vec![]));
        let dark = say(&[("theme", "dark"), ("density", "regular"), ("single_keys", "true"), ("announce", "all")]);
        assert_eq!(changes(&shown, &dark), Ok(vec![("theme", "dark"), ("enter_sends", "false")]));
    }

    #[test]
    fn a_page_that_does_not_know_a_setting_leaves_it_alone() {
        assert_eq!(changes("theme=auto", &say(&[("theme", "light")])), Ok(vec![("theme", "light")]));
        assert_eq!(changes("", &say(&[("announce", "none")])), Ok(vec![("announce", "none")]));
        let mut settings = Settings::default();
        settings.choose("haptics", "true");
        settings.choose("theme", "sepia");
        assert_eq!(settings, Settings::default());
    }

    #[test]
    fn what_cannot_be_chosen_is_refused_beside_it() {
        assert_eq!(changes("", &say(&[("theme", "<script>")])).unwrap_err().field(), Some("theme"));
    }

    #[test]
    fn what_is_shown_can_be_chosen() {
        let mut settings = Settings { theme: "dark".into(), enter_sends: false, ..Settings::default() };
        let shown = settings.shown();
        let mut again = Settings::default();
        shown.split(' ').filter_map(|pair| pair.split_once('=')).for_each(|(name, value)| again.choose(name, value));
        assert_eq!(again, settings);
        settings.choose("announce", "none");
        assert_ne!(again, settings);
    }
}
