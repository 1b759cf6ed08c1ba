//! What a device is called, from what its browser says of itself. Shown to its owner, relied on by nobody.

/// What we were told about a device.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// "Chrome on Windows".
    pub name: String,
    /// The app's version.
    pub version: String,
}

// The order matters: Edge and Opera also say Chrome, and everybody says Safari.
const BROWSERS: [(&str, &str); 8] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("FxiOS", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];
const SYSTEMS: [(&str, &str); 7] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
];

impl Seen {
    /// What a `User-Agent` header tells.
    pub fn from_user_agent(agent: &str, version: &str) -> Self {
        let find = |names: &[(&str, &'static str)]| names.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name);
        let name = match (find(&BROWSERS), find(&SYSTEMS)) {
            (Some(browser), Some(system)) => format!("{browser} on {system}"),
            (Some(one), None) | (None, Some(one)) => one.to_owned(),
            (None, None) => "Unknown browser".to_owned(),
        };
        Self { name, version: version.to_owned() }
    }
}
