//! What Ctrl+K leads to besides people and conversations: the areas, and the screens in them that have a name of their own.

use chat::switcher::Screen;
use domain::organisation::model::Features;

use crate::areas;

/// Every area, then every screen that is looked for by its name, for somebody who has these features.
pub fn screens(features: &Features) -> Vec<Screen> {
    let screen =
        |area: &areas::Area| Screen { path: area.path, name: area.label, also: area.also, icon: area.icon, more: "Screen".to_owned() };
    let areas = areas::areas(features).map(screen);
    let named = areas::names(features).map(|(named, area)| {
        let more = if area.in_rail { format!("Screen in {}", area.label) } else { "Screen".to_owned() };
        Screen { path: named.path, name: named.label, also: named.also, icon: area.icon, more }
    });
    areas.chain(named).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::areas::{AREAS, NAMED};

    #[test]
    fn every_screen_that_has_a_name_is_offered_once_and_says_where_it_is() {
        let screens = screens(&Features::default());
        assert_eq!(screens.len(), AREAS.len() + NAMED.len(), "each is in an area");
        let more = |path| screens.iter().find(|screen| screen.path == path).map(|screen| screen.more.as_str());
        assert_eq!(
            ["/settings/devices", "/settings", "/new?group=1"].map(more),
            [Some("Screen in Settings"), Some("Screen"), Some("Screen")]
        );
    }
}
