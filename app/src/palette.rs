//! What Ctrl+K leads to besides people and conversations: the areas, and the screens in them that have a name of their own.

use chat::switcher::Screen;

use crate::areas::{self, AREAS, NAMED};

/// Every area, then every screen that is looked for by its name.
pub fn screens() -> Vec<Screen> {
    let areas =
        AREAS.iter().map(|area| Screen { path: area.path, name: area.label, also: area.also, icon: area.icon, more: "Screen".to_owned() });
    let named = NAMED.iter().filter_map(|named| {
        let area = areas::of(named.path)?;
        let more = if area.in_rail { format!("Screen in {}", area.label) } else { "Screen".to_owned() };
        Some(Screen { path: named.path, name: named.label, also: named.also, icon: area.icon, more })
    });
    areas.chain(named).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_screen_that_has_a_name_is_offered_once_and_says_where_it_is() {
        let screens = screens();
        assert_eq!(screens.len(), AREAS.len() + NAMED.len(), "each is in an area");
        let more = |path| screens.iter().find(|screen| screen.path == path).map(|screen| screen.more.as_str());
        assert_eq!(
            ["/settings/devices", "/settings", "/new?group=1"].map(more),
            [Some("Screen in Settings"), Some("Screen"), Some("Screen")]
        );
    }
}
